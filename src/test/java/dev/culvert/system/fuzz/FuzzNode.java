package dev.culvert.system.fuzz;

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
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Sessions, routes and data path of one edge; what goes out in any direction is kept until it is taken. */
final class FuzzNode implements UdpPort {
    private static final int PORT = 51_820;
    /** Of every node's device: no path is measured. */
    static final int MTU = 1_400;

    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");

    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final Sessions<Peer> sessions;
    final DataPath dataPath;
    final Endpoint endpoint;

    private final PrivateKey key;
    private final Routes routes = new Routes();
    private final RelayTokens relayTokens = new RelayTokens();
    private final List<Peer> peers = new ArrayList<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<byte[]> written = new ArrayList<>();
    private final List<DataEvent> events = new ArrayList<>();

    /** The node number N is at 192.0.2.N. */
    FuzzNode(int number) {
        byte[] scalar = new byte[32];
        new Random(number).nextBytes(scalar);
        key = PrivateKey.of(scalar);
        endpoint = new Endpoint(IpAddress.parse("192.0.2." + number), PORT);
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), () -> WALL);
        timestamps.stored(Tai64n.of(WALL).plusSeconds(1_000_000));
        sessions = new Sessions<>(key, timestamps, new Random(number), counters, Peer::isReachable);
        dataPath = new DataPath(routes, sessions.indices(), relayTokens, MTU, events::add, this::write, counters);
    }

    PublicKey publicKey() {
        return key.publicKey();
    }

    /** Adds a peer whose endpoint is known. */
    Peer add(FuzzNode other, PresharedKey presharedKey, String... allowedIps) {
        List<IpPrefix> prefixes = Arrays.stream(allowedIps).map(IpPrefix::parse).toList();
        Peer peer = new Peer(sessions, PeerKind.STOCK, other.publicKey(), presharedKey, prefixes, 0);
        peer.usePath(Path.direct(this, other.endpoint, null));
        peers.add(peer);
        routes.rebuild(peers);
        return peer;
    }

    /** An initiation to a peer. */
    byte[] initiation(Peer peer, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>();
        peer.session().want(nowNs, actions);
        return message(actions);
    }

    /** A handshake message comes in; the answer to it. */
    byte[] answer(byte[] message, FuzzNode from, int waiting, long nowNs) {
        return message(sessions.onHandshakeMessage(message, HandshakeSource.of(from.endpoint), waiting, nowNs));
    }

    /** The data message that an IP packet becomes. */
    byte[] sealed(byte[] packet, long nowNs) {
        send(List.of(packet), nowNs);
        return takeSent().getFirst();
    }

    /** Packets come from the TUN device. */
    void send(List<byte[]> packets, long nowNs) {
        PacketBatch batch = new PacketBatch();
        packets.forEach(batch::add);
        dataPath.onTunBatch(batch, nowNs);
    }

    /** One datagram comes in. */
    void receive(FuzzNode from, byte[] datagram, long nowNs) {
        dataPath.onDatagrams(datagram, datagram.length, datagram.length, arrivalFrom(from.endpoint, PORT), nowNs);
        dataPath.endOfDatagrams(nowNs);
    }

    Arrival arrivalFrom(Endpoint source, int port) {
        Arrival arrival = new Arrival(this);
        arrival.from(source.address().high(), source.address().low(), port, 0);
        return arrival;
    }

    List<byte[]> takeSent() {
        return taken(sent);
    }

    List<byte[]> takeWritten() {
        return taken(written);
    }

    List<DataEvent> takeEvents() {
        return taken(events);
    }

    /** All events counted so far, whatever their names. */
    long counted() {
        return counters.snapshot().values().stream().mapToLong(Long::longValue).sum();
    }

    Map<CounterId, Long> counts() {
        return counters.snapshot();
    }

    private static <T> List<T> taken(List<T> list) {
        List<T> taken = List.copyOf(list);
        list.clear();
        return taken;
    }

    private static byte[] message(List<SessionAction<Peer>> actions) {
        for (SessionAction<Peer> action : actions) {
            if (action instanceof SessionAction.Send<Peer>(Peer peer, byte[] message)) {
                return message;
            }
            if (action instanceof SessionAction.Reply<Peer>(byte[] message)) {
                return message;
            }
        }
        throw new AssertionError("no message among " + actions);
    }

    private boolean write(byte[] bytes, int offset, int length) {
        return written.add(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public int localPort() {
        return PORT;
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
        int size = segmentSize == ONE_DATAGRAM ? length : segmentSize;
        for (int at = offset; at < offset + length; at += size) {
            sent.add(Arrays.copyOfRange(bytes, at, Math.min(at + size, offset + length)));
        }
        return SendResult.SENT;
    }
}
