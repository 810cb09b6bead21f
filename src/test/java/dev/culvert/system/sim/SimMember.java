package dev.culvert.system.sim;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.core.Admission;
import dev.culvert.edge.core.Community;
import dev.culvert.edge.core.CommunityContext;
import dev.culvert.edge.core.EdgeCore;
import dev.culvert.edge.core.PathSettings;
import dev.culvert.edge.core.PeerTable;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.path.Keepalive;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.SupernodeLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An edge of a community on a {@link SimNetwork}: the real sessions, core and data path, with a TUN device that answers
 * pings. Its conductor is never busy. What a disk would keep outlives restarts.
 */
public final class SimMember {
    private static final int PORT = 7777;
    private static final int MTU = 1400;
    private static final Duration LEAVING = Duration.ofMillis(1_250); // and a tick

    private final SimNetwork network;
    private final SimHost host;
    private final IdentitySeed seed;
    private final CommunityKeys keys;
    private final List<SimUplink> supernodes;
    private final RandomGenerator random;
    private final SimDisk disk = new SimDisk();
    private final List<String> said = new ArrayList<>();
    private final SimJournal journal = new SimJournal();
    private final SimDevice device;
    private final PacketBatch outgoing = new PacketBatch();
    private Optional<IpPrefix> address;
    private final boolean automatic;
    private boolean dns = true;
    private PathMode mode = PathMode.AUTO;
    private List<CipherSuite> suites = List.of(CipherSuite.AES_256_GCM);
    private @Nullable Running running;

    /** An edge on a host of its own, with an address in the core; it does not run yet. */
    public SimMember(SimNetwork network, CommunityKeys keys, String outer, String overlay, SimUplink... supernodes) {
        this(new SimHost(network, outer), keys, overlay, supernodes);
    }

    /**
     * An edge that does not run yet.
     *
     * @param host where its port 7777 is free
     * @param overlay its address with the overlay's prefix length, or "auto"
     */
    public SimMember(SimHost host, CommunityKeys keys, String overlay, SimUplink... supernodes) {
        this(
                host,
                keys,
                SimKeys.identitySeed(host.network().newRandom()),
                overlay.equals("auto") ? Optional.empty() : Optional.of(IpPrefix.parse(overlay)),
                List.of(supernodes));
    }

    private SimMember(
            SimHost host,
            CommunityKeys keys,
            IdentitySeed seed,
            Optional<IpPrefix> address,
            List<SimUplink> supernodes) {
        this.network = host.network();
        this.keys = keys;
        this.host = host;
        this.supernodes = supernodes;
        this.random = network.newRandom();
        this.automatic = address.isEmpty();
        this.address = address;
        this.seed = seed;
        this.device = new SimDevice(network, this::overlay, packet -> run().later(() -> run().send(packet)));
    }

    /** Another host with a copy of this one's state directory. */
    public SimMember twin(String outer) {
        SimMember copy = new SimMember(new SimHost(network, outer), keys, seed, address, supernodes);
        copy.disk.knownKeys().putAll(disk.knownKeys());
        return copy;
    }

    /** Accepts a supernode's present key, as the command does. */
    public void trust(SimSupernode supernode) {
        disk.knownKeys().put(HostPort.parse(supernode.endpoint().toString()), supernode.publicKey());
    }

    /** Starts it; again after {@link #kill} or {@link #stop}, with what its disk has. */
    public SimMember start() {
        running = new Running();
        return this;
    }

    /** It vanishes without a word. */
    public void kill() {
        run().halt();
        running = null;
    }

    /** It stops as on SIGTERM, which lets time pass: it waits to be heard. */
    public void stop() {
        Community leaving = run().community;
        leaving.stop(network.nowNs());
        network.runUntil(() -> leaving.hasLeft(network.nowNs()), LEAVING);
        kill();
    }

    /** It may use these paths only. */
    public SimMember paths(PathMode allowed) {
        mode = allowed;
        return this;
    }

    /** It offers these suites besides the one that everybody has. */
    public SimMember suites(CipherSuite... offered) {
        suites = List.of(offered);
        return this;
    }

    /** It knows what its NATs do. */
    public void behind(NatClass known, int routers) {
        run().community.onNat(known, List.of(), Optional.of(routers), network.nowNs());
    }

    /** It finds out what its NATs do. */
    public SimMember detect() {
        run().community.nat().start(network.nowNs());
        return this;
    }

    /** It knows these STUN servers too. */
    public void useStunServers(String name, List<Endpoint> endpoints) {
        run().community.nat().useServers(name, ServerKind.PUBLIC, endpoints, network.nowNs());
    }

    /** Its host has other addresses, and says so. */
    public void changeNetwork() {
        run().community.onNetworkChange(host.addresses(), network.nowNs());
    }

    /** What it has found out about its NATs. */
    public NatReport nat() {
        return run().community.nat().report();
    }

    /** Whether packets to its first peer go straight to it. */
    public boolean isDirect() {
        Path path = peers().isEmpty() ? null : peers().getFirst().sendState().path();
        return path != null && !path.isRelayed();
    }

    /** From now on names lead nowhere, and look-ups go on and on. */
    public void loseDns() {
        dns = false;
    }

    /** Its overlay address. */
    public IpAddress overlay() {
        return address.orElseThrow().address();
    }

    /** Sends a ping. */
    public void ping(IpAddress to) {
        run().send(device.nextPing(to));
    }

    /** Pings so often, from now on. */
    public void pingEvery(Duration period, SimMember other) {
        network.every(period, () -> {
            if (running != null) {
                ping(other.overlay());
            }
        });
    }

    /** How many pings were answered. */
    public int answered() {
        return device.pings().answered();
    }

    /** When the first ping that was sent at or after a time was answered; nothing so far if it was not. */
    public Optional<Long> firstAnswerSentSince(long timeNs) {
        return device.pings().firstAnswerSentSince(timeNs);
    }

    /** How many packets its host was told to be undeliverable. */
    public int unreachables() {
        return device.unreachables();
    }

    /** Whether it is registered with all its supernodes. */
    public boolean isRegistered() {
        return running != null
                && run().community.links().stream().allMatch(link -> link.state() == SupernodeState.REGISTERED);
    }

    /** How many other edges it was introduced to. */
    public int met() {
        return (int) peers().stream().filter(peer -> !peer.isAwaitingRecord()).count();
    }

    /** The host that it runs on. */
    public SimHost host() {
        return host;
    }

    /** Where its first supernode saw it last, as it was told inside the session. */
    public Optional<Endpoint> observed() {
        return run().community.links().getFirst().observed();
    }

    /** When a KEEP-REPLY came last; nothing if none has come. */
    public Optional<Long> keepReplyNs() {
        return Optional.ofNullable(run().keepReplyNs);
    }

    /** What a user would have been told, in order. */
    public List<String> said() {
        return said;
    }

    /** What its log would have. */
    public SimJournal journal() {
        return journal;
    }

    /** What decides for it. */
    Community community() {
        return run().community;
    }

    /** Further ports that it has open now. */
    int extraPorts() {
        return run().ports.count() - 1;
    }

    /** Its peers. */
    public List<Peer> peers() {
        return run().peers.peers();
    }

    /** Whether packets to its first peer go by this supernode now. */
    public boolean sendsBy(SimSupernode supernode) {
        Path path = peers().getFirst().sendState().path();
        return path != null && path.remote().equals(supernode.endpoint());
    }

    /** What was counted since the last start. */
    public long count(CounterId id) {
        return run().counters.value(id);
    }

    private Running run() {
        if (running == null) {
            throw new IllegalStateException("does not run");
        }
        return running;
    }

    /** One run of it. */
    private final class Running extends SimListener {
        final Counters<CounterId> counters = new Counters<>(CounterId.class);
        final Routes routes = new Routes();
        final RelayTokens tokens = new RelayTokens();
        final PeerTable peers = new PeerTable(routes);
        final Admission admission = new Admission();
        final SimPorts ports = new SimPorts(host, this::onDatagram);
        final SimPort port = ports.open(PORT);
        final Sessions<Peer> sessions =
                new Sessions<>(seed.sessionKey(), suites, SimTime.timestamps(network), random, counters, admission);
        final DataPath dataPath =
                new DataPath(routes, sessions.indices(), tokens, MTU, this::onEvent, device, counters);
        final EdgeCore core = new EdgeCore(sessions, dataPath, counters, this);
        final Community community;
        boolean halted;

        @Nullable
        Long keepReplyNs;

        Running() {
            super(said, journal, disk);
            PublicKey ownKey = seed.sessionKey().publicKey();
            community = core.join(
                    new CommunityContext(
                            keys,
                            ownKey,
                            sessions,
                            admission,
                            peers,
                            routes,
                            tokens,
                            device,
                            new PathSettings(port, ports, MTU, mode, Keepalive.USUAL),
                            disk.memory(keys, SimTime.wall(network)),
                            random,
                            counters,
                            this),
                    new RecordSigner(seed.signingKey(), ownKey, keys, disk.sequences(), random),
                    "sim",
                    address,
                    automatic);
            for (SimUplink supernode : supernodes) {
                community.addSupernode(HostPort.parse(supernode.endpoint().toString()), Optional.empty());
            }
            community.onNetworkChange(host.addresses(), network.nowNs());
            community.start();
            tick();
        }

        private void tick() {
            if (!halted) {
                core.onTick(network.nowNs());
                network.after(Duration.ofNanos(core.isBusy() ? Timing.BUSY_TICK_NS : Timing.TICK_NS), this::tick);
            }
        }

        void halt() {
            halted = true;
            ports.close();
            disk.store();
        }

        void send(byte[] packet) {
            outgoing.clear();
            outgoing.add(packet);
            dataPath.onTunBatch(outgoing, network.nowNs());
        }

        private void later(Runnable action) {
            network.after(Duration.ZERO, () -> {
                if (!halted) {
                    action.run();
                }
            });
        }

        private boolean onEvent(DataEvent event) {
            later(() -> core.onEvent(event, 0, network.nowNs()));
            return true;
        }

        private void onDatagram(UdpPort at, Endpoint source, byte[] datagram) {
            if (MessageKind.of(datagram, 0, datagram.length) == MessageKind.KEEP_REPLY) {
                keepReplyNs = network.nowNs();
            }
            Arrival arrival = new Arrival(at);
            arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
            dataPath.onDatagrams(datagram, datagram.length, datagram.length, arrival, network.nowNs());
            dataPath.endOfDatagrams(network.nowNs());
        }

        @Override
        public void resolve(SupernodeLink link) {
            if (dns) {
                IpAddress host = IpAddress.parse(link.place().host());
                Path found = Path.direct(port, new Endpoint(host, link.place().port()), null);
                later(() -> community.onEndpoint(link, found, network.nowNs()));
            }
        }

        @Override
        public void onAddress(Optional<IpPrefix> chosen) {
            address = chosen;
        }
    }
}
