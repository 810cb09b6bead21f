package dev.culvert.system.sim;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.net.UdpOffloads;
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
import java.util.stream.Stream;

/**
 * A supernode on a {@link SimNetwork}: the real core and datagram handling, and a disk that keeps the last snapshot. Its
 * conductor is never busy.
 */
public final class SimSupernode implements SnapshotSink, SimUplink {
    private static final int PORT = 7654;
    private static final int STUN_PORT = 3478;
    private static final SupernodeLimits LIMITS = new SupernodeLimits(10, 1_000, 1_000, 1_000, 100_000, 0, 0);

    private final SimNetwork network;
    private final SimHost host;
    private final List<IpAddress> publicAddresses;
    private final RandomGenerator random;
    private PrivateKey key;
    private Snapshot disk = Snapshot.getDefaultInstance();
    private boolean relays = true;
    private Running running;

    /** A supernode at an outer address, on port 7654, and 3478 for STUN alone; it runs at once. */
    public SimSupernode(SimNetwork network, String outer) {
        this(new SimHost(network, outer), List.of());
    }

    /** A supernode with a second address, which its STUN answers name: mappings can be compared as in RFC 5780. */
    public SimSupernode(SimNetwork network, String outer, String second) {
        this(new SimHost(network, outer, second), List.of(IpAddress.parse(outer), IpAddress.parse(second)));
    }

    private SimSupernode(SimHost host, List<IpAddress> publicAddresses) {
        this.network = host.network();
        this.host = host;
        this.publicAddresses = publicAddresses;
        this.random = network.newRandom();
        this.key = SimKeys.privateKey(random);
        this.running = new Running();
    }

    /** Somebody sets it up anew while it is down: another key, an empty disk. */
    public void setUpAnew() {
        key = SimKeys.privateKey(random);
        disk = Snapshot.getDefaultInstance();
    }

    /** From now on it introduces only. */
    public SimSupernode withoutRelay() {
        kill();
        relays = false;
        start();
        return this;
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint(host.address(), PORT);
    }

    /** Where it answers STUN: both ports of each address. */
    public List<Endpoint> stunEndpoints() {
        return host.addresses().stream()
                .flatMap(address -> Stream.of(new Endpoint(address, PORT), new Endpoint(address, STUN_PORT)))
                .toList();
    }

    /** The host that it runs on. */
    public SimHost host() {
        return host;
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
        final SimPort port = host.open(PORT, this::onDatagram);
        final SimPort stunPort = host.open(STUN_PORT, this::onStun);
        final StunDesk stunDesk = newStunDesk(STUN_PORT, PORT, port);
        final SupernodeCore core;
        final DatagramHandler datagrams;
        boolean stopped;

        Running() {
            SupernodeConfig config = new SupernodeConfig(
                    PORT,
                    STUN_PORT,
                    publicAddresses,
                    Path.of("."),
                    Set.of(),
                    SupernodeConfig.DEFAULT_AUTO_PREFIX,
                    relays,
                    LIMITS,
                    UdpOffloads.ALL,
                    false);
            RelayTable relays = new RelayTable(LIMITS.relays(), random);
            Tokens tokens = new Tokens(random);
            Observation observation = new Observation(publicAddresses);
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
                    newStunDesk(PORT, STUN_PORT, stunPort),
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

        private StunDesk newStunDesk(int own, int other, SimPort otherPort) {
            return new StunDesk(own, other, publicAddresses, otherPort, counters);
        }

        private void onDatagram(Endpoint source, IpAddress local, byte[] datagram) {
            receive(datagrams, port, source, local, datagram);
        }

        private void onStun(Endpoint source, IpAddress local, byte[] datagram) {
            receive(stunDesk, stunPort, source, local, datagram);
        }

        private void receive(DatagramHandler handler, SimPort at, Endpoint source, IpAddress local, byte[] datagram) {
            Arrival arrival = new Arrival(at);
            arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
            arrival.at(local.high(), local.low());
            handler.onDatagrams(datagram, datagram.length, datagram.length, arrival, network.nowNs());
            handler.endOfDatagrams(network.nowNs());
        }

        void stop() {
            stopped = true;
            port.close();
            stunPort.close();
        }
    }
}
