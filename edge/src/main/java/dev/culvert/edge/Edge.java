package dev.culvert.edge;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.loop.Conductor;
import dev.culvert.common.loop.EventLoops;
import dev.culvert.common.loop.Receiver;
import dev.culvert.common.loop.Timestamps;
import dev.culvert.common.loop.UndoStack;
import dev.culvert.common.loop.WorkerPorts;
import dev.culvert.common.net.BootClock;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.NanoClock;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.PeerConfig;
import dev.culvert.edge.core.Admission;
import dev.culvert.edge.core.Community;
import dev.culvert.edge.core.CommunityContext;
import dev.culvert.edge.core.EdgeCore;
import dev.culvert.edge.core.EdgeListener;
import dev.culvert.edge.core.PathSettings;
import dev.culvert.edge.core.PeerTable;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.data.TunWriter;
import dev.culvert.edge.network.LocalAddress;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.status.RunningEdge;
import dev.culvert.edge.status.StatusReport;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunQueue;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running edge: opens what it needs, wires core, data path, sockets and device together, and takes all of it down
 * again. Every step of the start adds its undoing, so a failed start leaves nothing behind.
 */
public final class Edge implements RunningEdge, EdgeListener {
    private static final Logger log = LoggerFactory.getLogger(Edge.class);

    private final EdgeConfig config;
    private final PrivateKey key;
    private final NanoClock clock = new BootClock();
    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final NarrowPaths narrowPaths = new NarrowPaths(counters);
    private final Epochs epochs = new Epochs();
    private final Routes routes = new Routes();
    private final RelayTokens relayTokens = new RelayTokens();
    private final Admission admission = new Admission();
    private final PeerTable peers = new PeerTable(routes);
    private final UndoStack undo = new UndoStack();
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();

    private final CompletableFuture<AeadFactory> aeads;
    private final Timestamps timestamps;
    private final Sessions<Peer> sessions;
    private final UdpSocket socket;
    private final TunDevice tun;
    private final Conductor<DataEvent> conductor;
    private final EdgeCore core;
    private final EndpointResolver<Peer> resolver;
    private final NetworkWatch networkWatch;
    private final @Nullable CommunityHost communityHost;
    private final @Nullable Community community;
    private final Set<Peer> silent =
            Collections.newSetFromMap(new WeakHashMap<>()); // peers come and go; conductor only
    private @Nullable WorkerPorts ports;
    private final @Nullable MappedPort mappedPort;
    private @Nullable Thread reader;

    private Edge(EdgeConfig config, IdentitySeed seed, StateDirectory state) throws ExitException {
        this.config = config;
        this.key = seed.sessionKey();
        this.aeads = CompletableFuture.supplyAsync(() -> BackEnds.choose(config)); // beside what the start waits for
        undo.add("wipe the private key", key::destroy);
        boolean started = false;
        try {
            timestamps = Timestamps.open(state);
            sessions =
                    new Sessions<>(key, config.suites(), timestamps.source(), new SecureRandom(), counters, admission);
            undo.add("store the last timestamp", timestamps::close);
            undo.add("wipe the session keys", sessions::close);
            socket = StartFailures.openSocket(config.listenPort(), config.udpOffloads());
            undo.add("close the UDP socket", () -> {
                epochs.retire(socket::close); // every data thread has ended: nobody holds it any more
                epochs.poll();
            });
            undo.add("close further UDP ports", this::closePorts);
            conductor = new Conductor<>(
                    newLoop("conductor"), clock, epochs, DataEvent.HandshakeMessage.class::isInstance, this::onFatal);
            undo.add("wait for the TUN reader", this::joinReader);
            communityHost = openCommunity(seed, state);
            Optional<IpPrefix> address = communityHost == null ? config.address() : communityHost.firstAddress();
            tun = StartFailures.openTun(config, address);
            undo.add("close the interface " + config.device(), tun::close);
            tun.offload().shortfalls().forEach(log::warn);

            networkWatch = NetworkWatch.open(tun.index(), conductor, clock, this::onNetworkChange);
            undo.add("stop watching the network", networkWatch::close);
            core = new EdgeCore(sessions, newDataPath(new TunPort(tun.queue(0), tun.offload())), counters, this);
            resolver = new EndpointResolver<>(conductor, this::isOutside, new StockEndpoints());
            for (PeerConfig peer : config.peers()) {
                addPeer(peer);
            }
            IoEventLoop workerLoop = newLoop("worker-0");
            Receiver worker =
                    new Receiver(socket, newDataPath(new TunPort(tun.queue(0), tun.offload())), epochs.join(), clock);
            ports = new WorkerPorts(worker, workerLoop, conductor::execute, epochs, counters, config.udpOffloads());
            community = communityHost == null ? null : communityHost.join(core, this::newContext);

            IoRegistration registration = worker.register(workerLoop);
            undo.add("stop receiving", registration::cancel);
            startReader(tun.queue(0));
            networkWatch.start();
            conductor.execute(resolver::start);
            conductor.execute(this::tick);
            if (communityHost != null) {
                communityHost.start(addresses(networkWatch.network()));
            }
            mappedPort = MappedPort.isWanted(config) // before the conductor tells it of changes
                    ? MappedPort.start(
                            socket.localPort(), networkWatch.network().gateway(), clock, this::onMapped)
                    : null;
            if (mappedPort != null) {
                undo.add("delete the port mappings", mappedPort::close);
            }
            conductor.start(core);
            if (communityHost != null) {
                undo.add("leave the community", communityHost::sayGoodbye);
            }
            started = true;
        } finally {
            if (!started) {
                undo.close();
            }
        }
    }

    /**
     * Starts an edge. Its private keys are wiped when it closes.
     *
     * @param seed who it is; stored in the state directory
     * @param state the claimed state directory
     * @throws ExitException if anything it needs cannot be had; nothing is left behind
     */
    public static Edge start(EdgeConfig config, IdentitySeed seed, StateDirectory state) throws ExitException {
        return new Edge(config, seed, state);
    }

    private IoEventLoop newLoop(String name) {
        return EventLoops.open(name, undo);
    }

    private DataPath newDataPath(TunWriter writer) {
        return new DataPath(
                routes, sessions.indices(), relayTokens, config.mtu(), conductor, writer, counters, aeads.join());
    }

    /** Every data thread has ended by then. */
    private void closePorts() {
        if (ports != null) {
            ports.close();
        }
    }

    private void startReader(TunQueue queue) {
        DataPath dataPath = newDataPath(new TunPort(queue, tun.offload()));
        reader = Thread.ofVirtual()
                .name("tun-reader-0")
                .start(new TunReader(
                        queue, tun.offload().vnetHeader(), dataPath, epochs.join(), clock, this::onReaderEnded));
    }

    /** It may still be sending what it read last, from the socket that is closed next. */
    private void joinReader() throws InterruptedException {
        if (reader != null) {
            reader.join();
        }
    }

    private @Nullable CommunityHost openCommunity(IdentitySeed seed, StateDirectory state) throws ExitException {
        if (config.community().isEmpty()) {
            return null;
        }
        var opened = new CommunityHost(
                config,
                config.community().get(),
                seed,
                state,
                conductor,
                clock,
                socket,
                this::isOutside,
                new AroundCommunity());
        undo.add("store the last sequence number", opened::close);
        return opened;
    }

    private CommunityContext newContext(CommunityHost host) {
        return new CommunityContext(
                host.keys(),
                key.publicKey(),
                sessions,
                admission,
                peers,
                routes,
                relayTokens,
                new TunPort(tun.queue(0), tun.offload()),
                new PathSettings(
                        socket,
                        Objects.requireNonNull(ports, "joined before there were ports"),
                        config.mtu(),
                        config.pathMode(),
                        config.keepalive()),
                host.memory(),
                new SecureRandom(),
                counters,
                host);
    }

    private boolean isOutside(Endpoint endpoint) {
        Optional<IpPrefix> own = community == null ? config.address() : community.address();
        return !routes.hasPeer(endpoint.address())
                && own.filter(overlay -> overlay.contains(endpoint.address())).isEmpty();
    }

    private void addPeer(PeerConfig peerConfig) throws ExitException {
        long keepaliveNs = TimeUnit.SECONDS.toNanos(peerConfig.persistentKeepaliveSeconds());
        try {
            Peer peer = new Peer(
                    sessions,
                    PeerKind.STOCK,
                    peerConfig.publicKey(),
                    peerConfig.presharedKey(),
                    peerConfig.allowedIps(),
                    keepaliveNs);
            peers.add(peer);
            peerConfig.endpoint().ifPresent(endpoint -> resolver.configure(peer, endpoint));
        } catch (IllegalArgumentException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, "peer: " + e.getMessage(), e);
        }
    }

    private void tick() {
        conductor.schedule(this::tick, TimeUnit.SECONDS.toNanos(1));
        timestamps.onTick(conductor);
        if (communityHost != null) {
            communityHost.onTick();
        }
        narrowPaths.onTick(peers.peers());
    }

    private void onNetworkChange(String what, LocalNetwork now) {
        log.info("network changed: {}; now {}", what, now.addresses());
        if (communityHost != null) {
            communityHost.onNetworkChange(addresses(now));
        }
        if (mappedPort != null) {
            mappedPort.onNetworkChange(now.gateway());
        }
    }

    private static List<IpAddress> addresses(LocalNetwork network) {
        return network.addresses().stream().map(LocalAddress::address).toList();
    }

    /** Comes before {@code mappedPort} is there, at times. */
    private void onMapped(List<PortMapping> mappings) {
        if (communityHost != null) {
            conductor.execute(() -> communityHost.useMapped(mappings));
        }
    }

    private final class StockEndpoints implements EndpointResolver.Client<Peer> {
        @Override
        public void onFound(Peer peer, Endpoint endpoint) {
            core.onEndpoint(peer, Path.direct(socket, endpoint, null), clock.nowNs());
        }

        @Override
        public void onUseless(Peer peer, String why) {
            log.warn("endpoint {}, of {}; trying on", why, peer);
        }
    }

    private final class AroundCommunity implements CommunityHost.Surroundings {
        @Override
        public void useAddress(IpPrefix address) throws ExitException {
            StartFailures.useAddress(tun, address);
        }

        @Override
        public void onMoved() {
            if (mappedPort != null) {
                mappedPort.onMoved();
            }
        }

        @Override
        public void end(ExitException reason) {
            ended.complete(reason);
        }
    }

    private void onFatal(Error error) {
        log.error("the conductor failed", error);
        ended.complete(new ExitException(ExitCode.SOFTWARE, "the conductor failed: " + error));
    }

    private void onReaderEnded(long result) {
        if (result == TunReader.FAILED) {
            ended.complete(new ExitException(ExitCode.SOFTWARE, "the TUN reader failed"));
        } else if (result != TunQueue.CLOSED) {
            String why = result == TunQueue.GONE ? "was removed by somebody else" : "cannot be read: error " + -result;
            ended.complete(new ExitException(ExitCode.UNAVAILABLE, "interface " + tun.name() + " " + why));
        }
    }

    @Override
    public void onSession(Peer peer) {
        log.debug("session with {}", peer);
        if (silent.remove(peer)) {
            log.info("{} answers again", peer);
        }
    }

    @Override
    public void onUnreachable(Peer peer) {
        if (silent.add(peer)) {
            log.info("{} does not answer; 'status' has its endpoint, the counters why packets were dropped", peer);
        }
        resolver.resolve(peer);
    }

    @Override
    public boolean isEndpointComing(Peer peer) {
        return resolver.isUnderWay(peer);
    }

    @Override
    public StatusReport status() {
        return conductor
                .ask(() -> new Statuses(config, key.publicKey(), socket.localPort(), communityHost, community)
                        .report(peers.peers(), counters, clock.nowNs()))
                .join();
    }

    @Override
    public CompletableFuture<ExitException> ended() {
        return ended;
    }

    @Override
    public synchronized void close() {
        undo.close();
    }
}
