package dev.culvert.supernode.testkit;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.core.SnapshotSink;
import dev.culvert.supernode.core.SupernodeCore;
import dev.culvert.supernode.relay.Datagrams;
import dev.culvert.supernode.relay.Observation;
import dev.culvert.supernode.relay.RelayTable;
import dev.culvert.supernode.relay.StunDesk;
import dev.culvert.supernode.relay.SupernodeEvent;
import dev.culvert.supernode.relay.Tokens;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.supernode.store.pb.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Worker and conductor of a supernode in one thread, with a network that loses nothing and takes no time. */
public final class SimulatedSupernode implements SnapshotSink {
    /** Where it is. */
    public static final Endpoint ENDPOINT = new Endpoint(IpAddress.parse("203.0.113.1"), 7_654);

    private static final int STUN_PORT = 3_478;
    private static final Duration START = Duration.ofNanos(Long.MAX_VALUE).minusSeconds(60);

    /** What has been counted since the first start. */
    public final Counters<CounterId> counters = new Counters<>(CounterId.class);

    private final Random random = new Random(4);
    private final PrivateKey key;
    private final TimestampSource timestamps;
    private final SupernodeConfig config;
    private final Map<Endpoint, SimulatedEdge> edges = new HashMap<>();
    private IpAddress local = ENDPOINT.address();
    private final Deque<SupernodeEvent> events = new ArrayDeque<>();
    private final FakePort port = new FakePort();
    private final List<byte[]> strays = new ArrayList<>();
    private Snapshot stored = Snapshot.getDefaultInstance();
    private long nowNs = START.toNanos();
    private SupernodeCore core;
    private Datagrams datagrams;
    private long sentBytes;

    /** One with the defaults. */
    public SimulatedSupernode() {
        this(config(SupernodeLimits.DEFAULT));
    }

    /** One with these settings. */
    public SimulatedSupernode(SupernodeConfig config) {
        this.config = config;
        byte[] scalar = new byte[32];
        random.nextBytes(scalar);
        key = PrivateKey.of(scalar);
        Instant wall = Instant.parse("2026-01-01T00:00:00Z");
        timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), () -> wall);
        timestamps.stored(Tai64n.of(wall).plusSeconds(1_000_000_000));
        core = newCore();
        datagrams = newDatagrams();
    }

    /** The defaults with these caps. */
    public static SupernodeConfig config(SupernodeLimits limits) {
        return config(limits, true, Set.of(), List.of());
    }

    /** Settings. */
    public static SupernodeConfig config(
            SupernodeLimits limits, boolean relays, Set<String> allowed, List<IpAddress> publicAddresses) {
        return new SupernodeConfig(
                ENDPOINT.port(),
                STUN_PORT,
                publicAddresses,
                Path.of("/nowhere"),
                allowed,
                IpPrefix.parse("10.0.0.0/24"),
                relays,
                limits,
                UdpOffloads.ALL,
                false);
    }

    private RelayTable table = new RelayTable(1, new Random(1));
    private Tokens tokens = new Tokens(new Random(1));

    private SupernodeCore newCore() {
        table = new RelayTable(config.limits().relays(), random);
        tokens = new Tokens(random);
        return new SupernodeCore(
                config,
                key,
                timestamps,
                random,
                table,
                tokens,
                new Observation(config.publicAddresses()),
                port,
                this,
                stored,
                counters,
                nowNs);
    }

    private Datagrams newDatagrams() {
        return new Datagrams(
                key.publicKey(),
                core.indices(),
                table,
                tokens,
                core.cookies(),
                new Observation(config.publicAddresses()),
                new StunDesk(ENDPOINT.port(), STUN_PORT, config.publicAddresses(), null, counters),
                events::add,
                counters);
    }

    /** Killed without a word, and started again with what it stored last. */
    public void restart() {
        core = newCore();
        datagrams = newDatagrams();
    }

    /** Its key. */
    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** The time. */
    public long nowNs() {
        return nowNs;
    }

    /** What all hosts' clocks show. */
    Instant wall() {
        return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nowNs - START.toNanos());
    }

    /** From now on it has this address of its own, which a NAT shows as {@link #ENDPOINT}'s. */
    public void moveBehindNat(IpAddress own) {
        local = own;
    }

    /** From now on this edge gets what is sent to that endpoint. */
    void place(Endpoint endpoint, SimulatedEdge edge) {
        edges.put(endpoint, edge);
    }

    /** Datagrams of one size arrive as one buffer; what they cause is done. */
    public void receive(Endpoint from, byte[] buffer, int segmentSize) {
        Arrival arrival = new Arrival(port);
        arrival.from(from.address().high(), from.address().low(), from.port(), from.scopeId());
        arrival.at(local.high(), local.low());
        byte[] bytes = buffer.clone();
        datagrams.onDatagrams(bytes, bytes.length, segmentSize, arrival, nowNs);
        datagrams.endOfDatagrams(nowNs);
        while (!events.isEmpty()) {
            core.onEvent(events.remove(), 0, nowNs);
        }
    }

    /** Whether its port sends several datagrams together from now on. */
    public void divide(boolean wanted) {
        port.divide(wanted);
    }

    /** How many datagrams each of its sends had since the last call. */
    public List<Integer> takeTogether() {
        return port.takeTogether();
    }

    /** Carries datagrams until everybody is silent. */
    public void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            for (SimulatedEdge edge : List.copyOf(edges.values())) {
                for (byte[] datagram : edge.takeOutbox()) {
                    receive(edge.endpoint(), datagram, datagram.length);
                    busy = true;
                }
            }
            for (FakePort.Sent sent : port.take()) {
                sentBytes += sent.bytes().length;
                SimulatedEdge edge = edges.get(sent.remote());
                if (edge == null || !edge.isAt(sent.remote())) {
                    strays.add(sent.bytes());
                } else {
                    edge.receive(sent.bytes());
                    busy = true;
                }
            }
        }
    }

    /** Time passes, with ticks as the conductor makes them. */
    public void pass(Duration duration) {
        long endNs = nowNs + duration.toNanos();
        while (nowNs - endNs < 0) {
            long stepNs = Duration.ofMillis(core.isBusy() ? 25 : 250).toNanos();
            nowNs += Math.min(stepNs, endNs - nowNs);
            core.onTick(nowNs);
            settle();
        }
    }

    /** Time passes at once, for everybody who does not look. */
    public void jump(Duration duration) {
        nowNs += duration.toNanos();
    }

    /** What was sent to where nobody is, since the last call. */
    public List<byte[]> takeStrays() {
        settle();
        List<byte[]> taken = List.copyOf(strays);
        strays.clear();
        return taken;
    }

    /** Bytes sent so far. */
    public long sentBytes() {
        return sentBytes;
    }

    /** What is on the disk. */
    public Snapshot stored() {
        return stored;
    }

    /** All edges shown, of all communities. */
    public List<EdgeReport> edges() {
        return core.communities(nowNs).stream()
                .flatMap(community -> community.edges().stream())
                .toList();
    }

    /** Its state machine. */
    public SupernodeCore core() {
        return core;
    }

    @Override
    public boolean offer(Supplier<Snapshot> snapshot) {
        stored = snapshot.get();
        return true;
    }

    @Override
    public boolean isBehind() {
        return false;
    }
}
