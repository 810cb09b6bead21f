package dev.culvert.system.sim;

import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.core.EdgeCore;
import dev.culvert.edge.core.EdgeListener;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * An edge on a {@link SimNetwork}: the real sessions, core and data path, with a TUN device that answers pings. Events go
 * to the core at once, as if the conductor were always idle.
 */
public final class SimEdge implements EdgeListener {
    private static final int PORT = 7777;
    private static final int MTU = 1400;
    /** Wall clock at the start of every simulation; only its progress matters. */
    private static final Instant WALL_START = Instant.parse("2026-01-01T00:00:00Z");

    private final SimNetwork network;
    private final IpAddress overlay;
    private final PrivateKey key;
    private final List<BiConsumer<IpAddress, Integer>> deliveries = new ArrayList<>();
    private final Map<IpAddress, Integer> replies = new HashMap<>();
    private final Map<PublicKey, Peer> peersByKey = new HashMap<>();
    private final PacketBatch outgoing = new PacketBatch();

    private Counters<CounterId> counters = new Counters<>(CounterId.class);
    private Routes routes = new Routes();
    private final RelayTokens relayTokens = new RelayTokens();
    private SimPort port;
    private Sessions<Peer> sessions;
    private DataPath dataPath;
    private EdgeCore core;
    private int generation;
    private int sequence;

    private SimEdge(SimNetwork network, String outer, String overlay) {
        this.network = network;
        this.overlay = IpAddress.parse(overlay);
        this.key = SimKeys.privateKey(network.newRandom());
        this.port = new SimPort(network, new Endpoint(IpAddress.parse(outer), PORT), this::onDatagram);
        this.sessions = newSessions();
        this.dataPath = newDataPath();
        this.core = new EdgeCore(sessions, dataPath, counters, this);
        startTicking();
    }

    /** An edge at an outer address, on port 7777, with an overlay address. */
    public static SimEdge create(SimNetwork network, String outer, String overlay) {
        return new SimEdge(network, outer, overlay);
    }

    /** Makes two edges peers that know each other's endpoint. */
    public static void introduce(SimEdge a, SimEdge b) {
        a.addPeer(b, Duration.ZERO);
        b.addPeer(a, Duration.ZERO);
        a.learnEndpoint(b);
        b.learnEndpoint(a);
    }

    /** Adds another edge as a peer, without telling where it is. */
    public void addPeer(SimEdge other, Duration persistentKeepalive) {
        Peer peer = new Peer(
                sessions,
                PeerKind.STOCK,
                other.key.publicKey(),
                PresharedKey.NONE,
                List.of(new IpPrefix(other.overlay, other.overlay.bits())),
                persistentKeepalive.toNanos());
        peersByKey.put(peer.key(), peer);
        routes.rebuild(List.copyOf(peersByKey.values()));
    }

    /** A look-up finds another edge where it is at this moment. */
    public void learnEndpoint(SimEdge other) {
        learnEndpointOf(other, other);
    }

    /** A look-up of one edge's name finds the address of another. */
    public void learnEndpointOf(SimEdge named, SimEdge found) {
        core.onEndpoint(peer(named), Path.direct(port, found.port.endpoint(), null), network.nowNs());
    }

    /** Kills the edge and starts it again with the same key: no session survives, timestamps go on. */
    public void restart() {
        List<Peer> before = List.copyOf(peersByKey.values());
        generation++;
        peersByKey.clear();
        counters = new Counters<>(CounterId.class);
        routes = new Routes();
        sessions = newSessions();
        dataPath = newDataPath();
        core = new EdgeCore(sessions, dataPath, counters, this);
        for (Peer old : before) {
            Peer peer = new Peer(sessions, PeerKind.STOCK, old.key(), PresharedKey.NONE, old.allowedIps(), 0);
            peersByKey.put(peer.key(), peer);
            Path path = old.sendState().path();
            if (path != null) {
                core.onEndpoint(peer, path, network.nowNs());
            }
        }
        routes.rebuild(List.copyOf(peersByKey.values()));
        startTicking();
    }

    /** Moves the edge to another outer address: its sessions go on from there. */
    public void moveTo(String outer) {
        port.close();
        SimPort before = port;
        port = new SimPort(network, new Endpoint(IpAddress.parse(outer), PORT), this::onDatagram);
        for (Peer peer : peersByKey.values()) {
            Path path = peer.sendState().path();
            if (path != null && path.port().equals(before)) {
                peer.usePath(Path.direct(port, path.remote(), null));
            }
        }
    }

    /** Sends a ping; the number it carries. */
    public int ping(SimEdge other) {
        sendPacket(PingPacket.request(overlay, other.overlay, ++sequence));
        return sequence;
    }

    /** Puts a packet into the TUN device, as an application would. */
    public void sendPacket(byte[] packet) {
        outgoing.clear();
        outgoing.add(packet);
        dataPath.onTunBatch(outgoing, network.nowNs());
    }

    /** How many pings the other edge has answered. */
    public int repliesFrom(SimEdge other) {
        return replies.getOrDefault(other.overlay, 0);
    }

    /** Is told of every packet that the TUN device gets: its source and, of a ping or its answer, the number. */
    public void onDelivery(BiConsumer<IpAddress, Integer> listener) {
        deliveries.add(listener);
    }

    /** The peer that another edge is. */
    public Peer peer(SimEdge other) {
        Peer peer = peersByKey.get(other.key.publicKey());
        if (peer == null) {
            throw new IllegalArgumentException("no such peer");
        }
        return peer;
    }

    /** What was counted since the last restart. */
    public long count(CounterId id) {
        return counters.value(id);
    }

    private void startTicking() {
        int mine = generation;
        Duration tick = Duration.ofNanos(Timing.TICK_NS);
        network.after(tick, () -> tickWhile(mine, tick));
    }

    private void tickWhile(int mine, Duration tick) {
        if (mine == generation) {
            core.onTick(network.nowNs());
            network.after(tick, () -> tickWhile(mine, tick));
        }
    }

    private Sessions<Peer> newSessions() {
        TimestampSource timestamps =
                new TimestampSource(Tai64n.of(Instant.EPOCH), () -> WALL_START.plusNanos(network.nowNs()));
        timestamps
                .limitWanted()
                .ifPresent(limit ->
                        timestamps.stored(limit.plusSeconds(Duration.ofDays(365).toSeconds())));
        return new Sessions<>(key, timestamps, network.newRandom(), counters, Peer::isReachable);
    }

    private DataPath newDataPath() {
        return new DataPath(routes, sessions.indices(), relayTokens, MTU, this::onEvent, this::onTunWrite, counters);
    }

    private void onDatagram(Endpoint source, byte[] datagram) {
        Arrival arrival = new Arrival(port);
        arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
        long nowNs = network.nowNs();
        dataPath.onDatagrams(datagram, datagram.length, datagram.length, arrival, nowNs);
        dataPath.endOfDatagrams(nowNs);
    }

    private boolean onEvent(DataEvent event) {
        // Not from within the data path: it is in the middle of a batch.
        network.after(Duration.ZERO, () -> core.onEvent(event, 0, network.nowNs()));
        return true;
    }

    private boolean onTunWrite(byte[] bytes, int offset, int length) {
        IpAddress source = PingPacket.source(bytes, offset);
        int number = PingPacket.sequence(bytes, offset);
        deliveries.forEach(listener -> listener.accept(source, number));
        if (PingPacket.isRequest(bytes, offset)) {
            byte[] answer = PingPacket.reply(overlay, source, number);
            network.after(Duration.ZERO, () -> sendPacket(answer));
        } else {
            replies.merge(source, 1, Integer::sum);
        }
        return true;
    }

    @Override
    public void onSession(Peer peer) {}

    @Override
    public void onUnreachable(Peer peer) {}

    @Override
    public boolean isEndpointComing(Peer peer) {
        return false;
    }
}
