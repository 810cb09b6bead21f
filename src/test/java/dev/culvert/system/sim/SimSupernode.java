package dev.culvert.system.sim;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.time.Timing;
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
import dev.culvert.supernode.store.pb.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A supernode on a {@link SimNetwork}: the real core and datagram handling, and a disk that keeps the last snapshot. Its
 * conductor is never busy.
 */
public final class SimSupernode implements SnapshotSink {
    private static final int PORT = 7654;
    private static final int STUN_PORT = 3478;
    private static final SupernodeLimits LIMITS = new SupernodeLimits(10, 1_000, 1_000, 1_000, 100_000, 0, 0);

    private final SimNetwork network;
    private final Endpoint endpoint;
    private final RandomGenerator random;
    private PrivateKey key;
    private Snapshot disk = Snapshot.getDefaultInstance();
    private Running running;

    /** A supernode at an outer address, on port 7654; it runs at once. */
    public SimSupernode(SimNetwork network, String outer) {
        this.network = network;
        this.endpoint = new Endpoint(IpAddress.parse(outer), PORT);
        this.random = network.newRandom();
        this.key = newKey(random);
        this.running = new Running();
    }

    private static PrivateKey newKey(RandomGenerator random) {
        byte[] scalar = new byte[32];
        random.nextBytes(scalar);
        return PrivateKey.of(scalar);
    }

    /** Somebody sets it up anew while it is down: another key, an empty disk. */
    public void setUpAnew() {
        key = newKey(random);
        disk = Snapshot.getDefaultInstance();
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Who it is. */
    public PublicKey publicKey() {
        return key.publicKey();
    }

    /** It vanishes: nothing is stored any more, nothing answered. */
    public void kill() {
        running.stop();
    }

    /** It runs again, with what the disk has. */
    public void start() {
        running = new Running();
    }

    /** What was counted since the last start. */
    public long count(CounterId id) {
        return running.counters.value(id);
    }

    /** Edges present now. */
    public int present() {
        return running.core.communities(network.nowNs()).stream()
                .mapToInt(community -> (int) community.edges().stream()
                        .filter(edge -> edge.present())
                        .count())
                .sum();
    }

    @Override
    public boolean offer(Supplier<Snapshot> snapshot) {
        disk = snapshot.get();
        return true;
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    /** One run of it. */
    private final class Running {
        final Counters<CounterId> counters = new Counters<>(CounterId.class);
        final SimPort port = new SimPort(network, endpoint, this::onDatagram);
        final SupernodeCore core;
        final DatagramHandler datagrams;
        boolean stopped;

        Running() {
            SupernodeConfig config = new SupernodeConfig(
                    PORT,
                    STUN_PORT,
                    List.of(),
                    Path.of("."),
                    Set.of(),
                    SupernodeConfig.DEFAULT_AUTO_PREFIX,
                    true,
                    LIMITS,
                    false);
            RelayTable relays = new RelayTable(LIMITS.relays(), random);
            Tokens tokens = new Tokens(random);
            Observation observation = new Observation(List.of());
            core = new SupernodeCore(
                    config,
                    key,
                    SimTime.timestamps(network),
                    random,
                    relays,
                    tokens,
                    observation,
                    port,
                    SimSupernode.this,
                    disk,
                    counters,
                    network.nowNs());
            datagrams = new Datagrams(
                    key.publicKey(),
                    core.indices(),
                    relays,
                    tokens,
                    core.cookies(),
                    observation,
                    new StunDesk("sim", PORT, STUN_PORT, List.of(), counters),
                    this::onEvent,
                    counters);
            tick();
        }

        private void tick() {
            if (!stopped) {
                core.onTick(network.nowNs());
                network.after(Duration.ofNanos(core.isBusy() ? Timing.BUSY_TICK_NS : Timing.TICK_NS), this::tick);
            }
        }

        private boolean onEvent(SupernodeEvent event) {
            network.after(Duration.ZERO, () -> {
                if (!stopped) {
                    core.onEvent(event, 0, network.nowNs());
                }
            });
            return true;
        }

        private void onDatagram(Endpoint source, byte[] datagram) {
            Arrival arrival = new Arrival(port);
            arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
            datagrams.onDatagrams(datagram, datagram.length, datagram.length, arrival, network.nowNs());
            datagrams.endOfDatagrams(network.nowNs());
        }

        void stop() {
            stopped = true;
            port.close();
        }
    }
}
