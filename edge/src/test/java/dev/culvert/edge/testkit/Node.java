package dev.culvert.edge.testkit;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.data.RelayTokens;
import dev.culvert.edge.data.Routes;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An edge without threads: real sessions, routes and data path, a fake port, TUN device and event queue. Node N has the
 * overlay address 10.0.0.N and the endpoint 192.0.2.N:51820. What time it is, each caller says.
 */
public final class Node {
    /** Of every node's TUN device. */
    public static final int MTU = 1_400;

    public final FakePort port = new FakePort();
    public final FakeTun tun = new FakeTun();
    public final FakeEvents events = new FakeEvents();
    public final Counters<CounterId> counters = new Counters<>(CounterId.class);
    public final Sessions<Peer> sessions;
    public final DataPath dataPath;

    private final int number;
    private final PrivateKey key;
    public final Routes routes = new Routes();
    public final RelayTokens relayTokens = new RelayTokens();
    private final List<Peer> peers = new ArrayList<>();
    private Map<CounterId, Long> seen = counters.snapshot();

    /** The node with this number, 1 to 250. */
    public Node(int number) {
        this(number, List.of());
    }

    /** The same, which offers further suites. */
    public Node(int number, List<CipherSuite> offered) {
        this.number = number;
        byte[] scalar = new byte[32];
        new Random(number).nextBytes(scalar);
        key = PrivateKey.of(scalar);
        Instant wall = Instant.parse("2026-01-01T00:00:00Z");
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), () -> wall);
        timestamps.stored(Tai64n.of(wall).plusSeconds(1_000_000));
        sessions = new Sessions<>(key, offered, timestamps, new Random(number), counters, Peer::isReachable);
        dataPath = new DataPath(routes, sessions.indices(), relayTokens, MTU, events, tun, counters);
    }

    /** Its overlay address. */
    public String address() {
        return "10.0.0." + number;
    }

    /** Where it is. */
    public Endpoint endpoint() {
        return new Endpoint(IpAddress.parse("192.0.2." + number), 51_820);
    }

    /** The path from here to another node. */
    public Path pathTo(Node other) {
        return Path.direct(port, other.endpoint(), IpAddress.parse("192.0.2." + number));
    }

    /** Adds another node as a peer, without session and path, with these addresses or its own. */
    public Peer add(Node other, String... allowedIps) {
        List<IpPrefix> prefixes = allowedIps.length == 0
                ? List.of(IpPrefix.parse(other.address()))
                : List.of(allowedIps).stream().map(IpPrefix::parse).toList();
        return add(PeerKind.STOCK, other, prefixes);
    }

    /** Adds another node as a peer of any kind, without session and path. */
    public Peer add(PeerKind kind, Node other, List<IpPrefix> prefixes) {
        Peer peer = new Peer(sessions, kind, other.key.publicKey(), PresharedKey.NONE, prefixes, 0);
        peers.add(peer);
        routes.rebuild(peers);
        return peer;
    }

    /** Makes a session by hand, initiated here and not confirmed yet, and gives both ends their send state. */
    public void shakeHands(Peer peer, Node other, Peer self, long nowNs) {
        peer.usePath(pathTo(other));
        self.usePath(other.pathTo(this));
        byte[] initiation = initiation(peer, nowNs);
        byte[] response =
                message(other.sessions.onHandshakeMessage(initiation, HandshakeSource.of(endpoint()), 0, nowNs));
        sessions.onHandshakeMessage(response, HandshakeSource.of(other.endpoint()), 0, nowNs);
        peer.useKeys(peer.session().current());
    }

    /** The responder's part: the initiator's first packet came. */
    public void confirm(Keypair<Peer> keypair, long nowNs) {
        sessions.onConfirmed(keypair, nowNs);
        Peer peer = keypair.session().peer();
        peer.useKeys(peer.session().current());
    }

    /** An initiation to a peer. */
    public byte[] initiation(Peer peer, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>();
        peer.session().want(nowNs, actions);
        return message(actions);
    }

    /** Hands packets to the data path as one batch. */
    public void send(long nowNs, byte[]... packets) {
        PacketBatch batch = new PacketBatch();
        for (byte[] packet : packets) {
            batch.add(packet);
        }
        dataPath.onTunBatch(batch, nowNs);
    }

    /** Hands over what was read from a device with vnet headers, as one batch. */
    public void sendUnfinished(long nowNs, byte[]... reads) {
        PacketBatch batch = new PacketBatch();
        for (byte[] read : reads) {
            System.arraycopy(read, 0, batch.bytes(), batch.end(), read.length);
            batch.add(read.length);
        }
        dataPath.onTunBatch(batch, nowNs);
    }

    /** A datagram comes in from another node, and nothing behind it. */
    public void receive(Node from, byte[] datagram, long nowNs) {
        receive(arrivalFrom(from), datagram, datagram.length, nowNs);
    }

    /** Datagrams of one size come in as one buffer, and nothing behind them. */
    public void receive(Arrival arrival, byte[] datagrams, int segmentSize, long nowNs) {
        dataPath.onDatagrams(datagrams, datagrams.length, segmentSize, arrival, nowNs);
        dataPath.endOfDatagrams(nowNs);
    }

    /** All that another node has sent comes in at once. */
    public void receiveAll(Node from, long nowNs) {
        for (FakePort.Sent sent : from.port.takeSent()) {
            dataPath.onDatagrams(sent.bytes(), sent.bytes().length, sent.bytes().length, arrivalFrom(from), nowNs);
        }
        dataPath.endOfDatagrams(nowNs);
    }

    /** As another node's datagrams arrive here. */
    public Arrival arrivalFrom(Node other) {
        return arrivalFrom(other.endpoint());
    }

    /** As datagrams from there arrive here. */
    public Arrival arrivalFrom(Endpoint source) {
        Arrival arrival = new Arrival(port);
        arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
        IpAddress local = endpoint().address();
        arrival.at(local.high(), local.low());
        return arrival;
    }

    /** What was counted since the last call, without zeros. */
    public Map<CounterId, Long> countedSince() {
        Map<CounterId, Long> now = counters.snapshot();
        Map<CounterId, Long> counted = new EnumMap<>(CounterId.class);
        now.forEach((id, value) -> {
            long more = value - seen.getOrDefault(id, 0L);
            if (more != 0) {
                counted.put(id, more);
            }
        });
        seen = now;
        return counted;
    }

    /** A data message under these keys, with any plaintext and counter. */
    public static byte[] sealed(Keypair<Peer> keypair, long counter, byte[] plaintext) {
        byte[] message = new byte[plaintext.length + MessageLayout.DATA_OVERHEAD_BYTES];
        new DataCipher(AeadFactory.JCE).seal(keypair, counter, plaintext, 0, plaintext.length, message, 0);
        return message;
    }

    private static byte[] message(List<SessionAction<Peer>> actions) {
        for (SessionAction<Peer> action : actions) {
            if (action instanceof SessionAction.Send<Peer>(Peer peer, byte[] message)) {
                return message;
            }
        }
        throw new AssertionError("no message among " + actions);
    }
}
