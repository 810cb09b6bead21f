package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A NAT with one outer address that behaves as it is told (RFC 4787). Ports inside are told apart by their numbers. */
final class FakeNat {
    private static final int LOWEST = 1_024;
    private static final int PORTS = 64_512;

    /** What it does; {@code foreignPerSecond}: ports that others get, where they are given one after the other. */
    record Behaviour(
            Mapping mapping, Filtering filtering, Hairpin hairpin, Allocation allocation, double foreignPerSecond) {
        @Override
        public String toString() {
            return mapping + ", " + filtering + ", " + allocation + ", hairpin " + hairpin + ", foreign "
                    + foreignPerSecond;
        }
    }

    private record Key(
            int inside,
            @Nullable IpAddress address,
            @Nullable Endpoint remote) {}

    private static final class Entry {
        final int inside;
        final Set<IpAddress> addresses = new HashSet<>();
        final Set<Endpoint> endpoints = new HashSet<>();

        Entry(int inside) {
            this.inside = inside;
        }
    }

    private final Behaviour behaviour;
    private final RandomGenerator random;
    private final Map<Key, Integer> mappings = new HashMap<>();
    private final Map<Integer, Entry> outside = new HashMap<>();
    private int next;
    private long lastNs;
    private double foreign;

    FakeNat(Behaviour behaviour, RandomGenerator random, long nowNs) {
        this.behaviour = behaviour;
        this.random = random;
        this.lastNs = nowNs;
        this.next = LOWEST + random.nextInt(PORTS);
        this.foreign = nextForeign();
    }

    /** The outer port of a datagram that leaves. */
    int out(int inside, Endpoint remote, long nowNs) {
        Key key = switch (behaviour.mapping()) {
            case NONE, UNKNOWN, ENDPOINT_INDEPENDENT -> new Key(inside, null, null);
            case ADDRESS_DEPENDENT -> new Key(inside, remote.address(), null);
            case ADDRESS_AND_PORT_DEPENDENT -> new Key(inside, null, remote);
        };
        int port = mappings.computeIfAbsent(key, unknown -> allocate(inside, nowNs));
        Entry entry = outside.computeIfAbsent(port, unknown -> new Entry(inside));
        entry.addresses.add(remote.address());
        entry.endpoints.add(remote);
        return port;
    }

    /** The port inside that a datagram goes to; null if it is not let in. */
    @Nullable
    Integer in(int port, Endpoint from) {
        Entry entry = outside.get(port);
        if (entry == null) {
            return null;
        }
        boolean passes = switch (behaviour.filtering()) {
            case UNKNOWN, ENDPOINT_INDEPENDENT -> true;
            case ADDRESS_DEPENDENT -> entry.addresses.contains(from.address());
            case ADDRESS_AND_PORT_DEPENDENT -> entry.endpoints.contains(from);
        };
        return passes ? entry.inside : null;
    }

    private int allocate(int inside, long nowNs) {
        return switch (behaviour.allocation()) {
            case Allocation.Unknown() -> inside;
            case Allocation.Sequential(int step, double _) -> sequential(step, nowNs);
            case Allocation.Block block -> free(block.first(), block.size());
            case Allocation.Random() -> free(LOWEST, PORTS);
        };
    }

    private int sequential(int step, long nowNs) {
        double passed = (nowNs - lastNs) * 1e-9;
        lastNs = nowNs;
        while (passed >= foreign) { // a Poisson process
            passed -= foreign;
            foreign = nextForeign();
            next += step;
        }
        foreign -= passed;
        next += step;
        return LOWEST + Math.floorMod(next - LOWEST, PORTS);
    }

    private double nextForeign() {
        return behaviour.foreignPerSecond() == 0
                ? Double.POSITIVE_INFINITY
                : -Math.log(1 - random.nextDouble()) / behaviour.foreignPerSecond();
    }

    private int free(int first, int size) {
        int port = first + random.nextInt(size);
        while (outside.containsKey(port)) {
            port = first + random.nextInt(size);
        }
        return port;
    }
}
