package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import dev.culvert.common.stun.StunResponder;
import dev.culvert.common.stun.StunResponder.Alternate;
import dev.culvert.common.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A detector behind a {@link FakeNat}, with STUN servers and routers, under a virtual clock. */
final class NatBench implements UdpPorts {
    static final Endpoint SUPERNODE = endpoint("198.51.100.1", 7_654);
    static final Endpoint SECOND_PORT = endpoint("198.51.100.1", 3_478);
    static final Endpoint SECOND_ADDRESS = endpoint("198.51.100.2", 3_478);
    static final Endpoint OTHER_SUPERNODE = endpoint("192.0.2.77", 7_654);
    static final Endpoint DEAD = endpoint("192.0.2.99", 3_478);
    static final IpAddress OUTER = IpAddress.parse("203.0.113.5");
    static final IpAddress INNER = IpAddress.parse("192.168.1.2");
    static final IpAddress OWN_IPV6 = IpAddress.parse("2001:db8::2");
    static final Endpoint IN_OVERLAY = endpoint("198.51.100.66", 3_478);
    static final Endpoint LAN_SUPERNODE = endpoint("192.168.1.9", 7_654);
    static final Endpoint LAN_SECOND_PORT = endpoint("192.168.1.9", 3_478);
    static final Endpoint IPV6_SUPERNODE = endpoint("2001:db8:1::1", 7_654);
    static final Endpoint OTHER_IPV6_SUPERNODE = endpoint("2001:db8:2::1", 7_654);
    private static final int MAIN_PORT = 7_777;
    /** Between datagrams of one burst. */
    private static final long GAP_NS = Duration.ofNanos(50_000).toNanos();

    private static final long TO_NAT_NS = Duration.ofMillis(1).toNanos();

    private record Event(long dueNs, long order, Runnable action) {}

    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final List<NatReport> reports = new ArrayList<>();
    final List<NatReport> refinements = new ArrayList<>();
    final Map<Endpoint, StunResponder> servers = new HashMap<>();
    private final Map<Integer, Port> open = new LinkedHashMap<>();
    final StunClient client;
    final UdpPort main;
    final NatDetector detector;
    long nowNs = Duration.ofDays(2).toNanos();
    double loss;
    long toServerNs = Duration.ofMillis(19).toNanos();
    List<IpAddress> routers = List.of(IpAddress.parse("192.168.1.1"), IpAddress.parse("203.0.113.6"));
    boolean icmp = true;
    int sent;
    final Set<Endpoint> asked = new LinkedHashSet<>();

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::dueNs).thenComparingLong(Event::order));
    private final Random random;
    FakeNat nat;
    private final Hairpin hairpin;
    private final boolean hasNat;
    private long order;
    private long lastAtNatNs;

    NatBench(FakeNat.Behaviour behaviour, long seed) {
        random = new Random(seed);
        nat = new FakeNat(behaviour, random, nowNs);
        hairpin = behaviour.hairpin();
        hasNat = behaviour.mapping() != Mapping.NONE;
        client = new StunClient(random, counters);
        main = new Port(MAIN_PORT, error -> {});
        detector = new NatDetector(
                client,
                main,
                this,
                endpoint -> !endpoint.address().equals(IN_OVERLAY.address()),
                (report, news, atNs) -> (news ? reports : refinements).add(report));
        server(SUPERNODE, new Alternate(SUPERNODE, SECOND_ADDRESS));
        server(SECOND_PORT, new Alternate(SECOND_PORT, endpoint("198.51.100.2", 7_654)));
        server(SECOND_ADDRESS, new Alternate(SECOND_ADDRESS, SUPERNODE));
        server(endpoint("198.51.100.2", 7_654), new Alternate(endpoint("198.51.100.2", 7_654), SECOND_PORT));
        servers.put(OTHER_SUPERNODE, new StunResponder(null, false));
    }

    private void server(Endpoint at, Alternate alternate) {
        servers.put(at, new StunResponder(alternate, true));
    }

    /** With one address and two ports, which can answer for each other. */
    NatBench withOneAddress() {
        servers.clear();
        servers.put(SUPERNODE, new StunResponder(null, true));
        servers.put(SECOND_PORT, new StunResponder(null, true));
        return this;
    }

    /** With servers on the LAN and by IPv6 too, which no NAT is before: faster than all others. */
    NatBench withUntranslated() {
        for (Endpoint at : List.of(LAN_SUPERNODE, LAN_SECOND_PORT, IPV6_SUPERNODE, OTHER_IPV6_SUPERNODE)) {
            servers.put(at, new StunResponder(null, true));
        }
        detector.useAddresses(List.of(INNER, OWN_IPV6));
        return this;
    }

    NatBench start() {
        detector.useAddresses(List.of(hasNat ? INNER : OUTER));
        detector.useServers("sn1", ServerKind.SUPERNODE, List.of(SUPERNODE, SECOND_PORT, SECOND_ADDRESS), nowNs);
        detector.useServers("sn2", ServerKind.SUPERNODE, List.of(OTHER_SUPERNODE), nowNs);
        detector.useServers("dead", ServerKind.PUBLIC, List.of(DEAD), nowNs);
        return startAsTold();
    }

    /** With the servers that the detector was told of, and no others. */
    NatBench startAsTold() {
        detector.start(nowNs);
        tick();
        return this;
    }

    private void tick() {
        client.onTick(nowNs);
        detector.onTick(nowNs);
        after(client.isBusy() || detector.isBusy() ? Timing.BUSY_TICK_NS : Timing.TICK_NS, this::tick);
    }

    void after(long delayNs, Runnable action) {
        events.add(new Event(nowNs + delayNs, order++, action));
    }

    /** Lets time pass until something holds; how long that took. */
    Duration runUntil(BooleanSupplier condition, Duration limit) {
        long startNs = nowNs;
        while (!condition.getAsBoolean()) {
            Event next = events.remove();
            if (next.dueNs() - startNs > limit.toNanos()) {
                throw new AssertionError("did not happen within " + limit + ": " + detector.report());
            }
            nowNs = next.dueNs();
            next.action().run();
        }
        return Duration.ofNanos(nowNs - startNs);
    }

    Duration runUntilComplete() {
        return runUntil(() -> detector.report().complete(), Duration.ofSeconds(10));
    }

    void run(Duration duration) {
        long endNs = nowNs + duration.toNanos();
        after(duration.toNanos(), () -> {});
        runUntil(() -> nowNs >= endNs, duration);
    }

    int openPorts() {
        return open.size();
    }

    // -- ports -------------------------------------------------------------------------------------------------------

    @Override
    public @Nullable UdpPort open() {
        return openForErrors(error -> {});
    }

    @Override
    public @Nullable UdpPort openForErrors(Consumer<IcmpError> handler) {
        int number = 32_768 + random.nextInt(28_232);
        while (open.containsKey(number)) {
            number++;
        }
        return new Port(number, handler);
    }

    @Override
    public void close(UdpPort port) {
        open.remove(port.localPort());
    }

    private final class Port implements UdpPort {
        private final int number;
        private final Consumer<IcmpError> errors;

        Port(int number, Consumer<IcmpError> errors) {
            this.number = number;
            this.errors = errors;
            open.put(number, this);
        }

        @Override
        public int localPort() {
            return number;
        }

        @Override
        public SendResult send(
                Endpoint remote,
                @Nullable IpAddress local,
                byte[] bytes,
                int offset,
                int length,
                int segmentSize,
                int ttl) {
            sent++;
            asked.add(remote);
            byte[] datagram = Arrays.copyOfRange(bytes, offset, offset + length);
            lastAtNatNs = Math.max(lastAtNatNs + GAP_NS, nowNs + TO_NAT_NS);
            after(lastAtNatNs - nowNs, () -> atNat(this, remote, datagram, ttl));
            return SendResult.SENT;
        }
    }

    // -- the network -------------------------------------------------------------------------------------------------

    private boolean lost() {
        return random.nextDouble() < loss;
    }

    private void atNat(Port from, Endpoint remote, byte[] datagram, int ttl) {
        if (lost()) {
            return;
        }
        if (!remote.address().isIpv4() || !remote.address().isPublic()) {
            untranslated(from, remote, datagram, ttl);
            return;
        }
        if (ttl == 1) {
            expire(from, remote, routers.getFirst());
            return;
        }
        Endpoint source = new Endpoint(OUTER, nat.out(from.number, remote, nowNs));
        if (remote.address().equals(OUTER)) {
            if (hairpin == Hairpin.YES) {
                after(TO_NAT_NS, () -> inside(source, remote.port(), datagram));
            }
            return;
        }
        if (ttl != UdpPort.DEFAULT_TTL && ttl <= routers.size()) {
            expire(from, remote, routers.get(ttl - 1));
            return;
        }
        StunResponder server = servers.get(remote);
        if (server != null) {
            after(toServerNs, () -> answer(server, remote, source, datagram));
        }
    }

    /** On the LAN each server is a neighbour; by IPv6 routers are silent. */
    private void untranslated(Port from, Endpoint remote, byte[] datagram, int ttl) {
        IpAddress own = remote.address().isIpv4() ? INNER : OWN_IPV6;
        Endpoint source = new Endpoint(own, from.number);
        StunResponder server = servers.get(remote);
        if (remote.address().equals(own)) {
            after(0, () -> arrive(open.get(remote.port()), source, datagram));
        } else if (server != null
                && (ttl == UdpPort.DEFAULT_TTL || remote.address().isIpv4())) {
            after(TO_NAT_NS, () -> {
                StunResponder.Answer answer = server.respond(datagram, 0, datagram.length, source);
                if (answer != null && !lost()) {
                    after(TO_NAT_NS, () -> arrive(from, remote, answer.message()));
                }
            });
        }
    }

    private void arrive(@Nullable Port port, Endpoint from, byte[] datagram) {
        if (port != null && open.containsValue(port)) {
            client.onMessage(datagram, Path.direct(port, from, null), nowNs);
        }
    }

    private void expire(Port from, Endpoint remote, IpAddress router) {
        if (icmp && !lost()) {
            after(2 * TO_NAT_NS, () -> {
                if (open.containsValue(from)) {
                    from.errors.accept(new IcmpError(router, remote, IcmpError.Kind.TIME_EXCEEDED, new byte[0]));
                }
            });
        }
    }

    private void answer(StunResponder server, Endpoint at, Endpoint source, byte[] request) {
        StunResponder.Answer answer = server.respond(request, 0, request.length, source);
        if (answer == null || lost()) {
            return;
        }
        IpAddress second = at.address().equals(SUPERNODE.address()) ? SECOND_ADDRESS.address() : SUPERNODE.address();
        Endpoint from = new Endpoint(
                answer.otherAddress() ? second : at.address(),
                answer.otherPort() ? SUPERNODE.port() + SECOND_PORT.port() - at.port() : at.port());
        after(toServerNs, () -> inside(from, source.port(), answer.message()));
    }

    private void inside(Endpoint from, int outerPort, byte[] datagram) {
        Integer number = nat.in(outerPort, from);
        arrive(number == null ? null : open.get(number), from, datagram);
    }

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }
}
