package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.system.sim.PortAllocation.Block;
import dev.culvert.system.sim.PortAllocation.Preserving;
import dev.culvert.system.sim.PortAllocation.Random;
import dev.culvert.system.sim.PortAllocation.Sequential;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** Chooses outer ports by a {@link PortAllocation}; one NAT's. */
final class PortAllocator {
    static final int NONE = 0;

    /** Draws before a range is searched port by port. */
    private static final int DRAWS = 16;
    /** From this mean on, a Poisson number is drawn as a normal one. */
    private static final double MANY = 1_000;

    private final PortAllocation rule;
    private final RandomGenerator random;
    private final Map<IpAddress, Integer> blocks = new HashMap<>();
    private int next;
    private double foreignPerSecond;
    private long foreignSinceNs;

    PortAllocator(PortAllocation rule, RandomGenerator random) {
        this.rule = rule;
        this.random = random;
        if (rule instanceof Sequential range) {
            next = range.first() + random.nextInt(range.count());
        }
    }

    /** Others use up so many ports a second, on average, from now on: they only move a sequence on. */
    void foreign(double perSecond, long nowNs) {
        skipForeign(nowNs);
        foreignPerSecond = perSecond;
    }

    /** A free port for an inner endpoint, or {@link #NONE}. */
    int allocate(Endpoint inner, IntPredicate isFree, long nowNs) {
        skipForeign(nowNs);
        return switch (rule) {
            case Preserving _ -> isFree.test(inner.port()) ? inner.port() : anotherThan(inner.port(), isFree);
            case Sequential range -> inSequence(range, isFree);
            case Random range -> anyOf(range.first(), range.last(), isFree);
            case Block block -> {
                int first = blockOf(inner.address(), block.size());
                yield first == NONE ? NONE : anyOf(first, first + block.size() - 1, isFree);
            }
        };
    }

    /** A port of the kind that the taken one is of, as Linux has it. */
    private int anotherThan(int taken, IntPredicate isFree) {
        if (taken < 512) {
            return anyOf(1, 511, isFree);
        }
        return taken < PortAllocation.FIRST
                ? anyOf(600, PortAllocation.FIRST - 1, isFree)
                : anyOf(PortAllocation.FIRST, PortAllocation.LAST, isFree);
    }

    private int inSequence(Sequential range, IntPredicate isFree) {
        for (int i = 0; i < range.count(); i++) {
            int port = next;
            advance(range, 1);
            if (isFree.test(port)) {
                return port;
            }
        }
        return NONE;
    }

    private void advance(Sequential range, long ports) {
        next = range.first() + (int) Math.floorMod(next - range.first() + ports * range.step(), (long) range.count());
    }

    private int anyOf(int first, int last, IntPredicate isFree) {
        for (int i = 0; i < DRAWS; i++) {
            int port = random.nextInt(first, last + 1);
            if (isFree.test(port)) {
                return port;
            }
        }
        int count = last - first + 1;
        int start = random.nextInt(count);
        for (int i = 0; i < count; i++) {
            int port = first + (start + i) % count;
            if (isFree.test(port)) {
                return port;
            }
        }
        return NONE;
    }

    /** The first port of the block that an inner address has, from its first mapping on. */
    private int blockOf(IpAddress inner, int size) {
        Integer known = blocks.get(inner);
        if (known == null) {
            int lowest = Math.ceilDiv(PortAllocation.FIRST, size);
            int beyond = (PortAllocation.LAST + 1) / size;
            int number = anyOf(lowest, beyond - 1, candidate -> !blocks.containsValue(candidate * size));
            if (number == NONE) {
                return NONE;
            }
            known = number * size;
            blocks.put(inner, known);
        }
        return known;
    }

    private void skipForeign(long nowNs) {
        double mean = foreignPerSecond * (nowNs - foreignSinceNs) / TimeUnit.SECONDS.toNanos(1);
        foreignSinceNs = nowNs;
        if (mean > 0 && rule instanceof Sequential range) {
            advance(range, poisson(mean));
        }
    }

    private long poisson(double mean) {
        if (mean > MANY) {
            return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        long events = 0;
        for (double t = random.nextExponential(); t < mean; t += random.nextExponential()) {
            events++;
        }
        return events;
    }
}
