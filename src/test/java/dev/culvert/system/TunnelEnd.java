package dev.culvert.system;

import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PrivateKey;
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
import dev.culvert.edge.data.TunWriter;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import dev.culvert.tun.Prefix;
import dev.culvert.tun.TunConfig;
import dev.culvert.tun.TunDevice;
import dev.culvert.tun.TunException;
import dev.culvert.tun.TunQueue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link NarrowTunnel}: a real TUN device in a host's namespace, and a real data path in this JVM, whose
 * datagrams go to the other end by a function call, if they are not larger than the wire carries. A thread reads the
 * device and does all that follows, up to the other end's device.
 */
final class TunnelEnd implements UdpPort, AutoCloseable {
    static final int MTU = 1_400;

    private static final String DEVICE = "culvert0";
    private static final int PORT = 51_820;
    private static final int LARGEST_PACKET = 65_535;
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");

    final Host host;
    final Counters<CounterId> counters = new Counters<>(CounterId.class);

    private final PrivateKey key;
    private final Endpoint endpoint;
    private final List<IpPrefix> inside;
    private final TunDevice tun;
    private final Sessions<Peer> sessions;
    private final Routes routes = new Routes();
    private final List<DataEvent> events = new ArrayList<>();
    private final DataPath sending;
    private final DataPath receiving;
    private final Thread reader;
    private final AtomicInteger vanished = new AtomicInteger();
    private volatile int carries = LARGEST_PACKET;
    private @Nullable TunnelEnd other;
    private @Nullable Peer peer;

    /** Number N has the addresses 10.0.0.N and fd00::N. */
    TunnelEnd(Host host, int number) {
        this.host = host;
        byte[] scalar = new byte[32];
        new Random(number).nextBytes(scalar);
        key = PrivateKey.of(scalar);
        endpoint = new Endpoint(IpAddress.parse("192.0.2." + number), PORT);
        inside = List.of(IpPrefix.parse("10.0.0." + number + "/32"), IpPrefix.parse("fd00::" + number + "/128"));
        List<Prefix> addresses =
                List.of(Prefix.parse("10.0.0." + number + "/24"), Prefix.parse("fd00::" + number + "/64"));
        tun = host.call(() -> TunDevice.open(new TunConfig(DEVICE, MTU, 1, false, addresses, List.of())));
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), () -> WALL);
        timestamps.stored(Tai64n.of(WALL).plusSeconds(1_000_000));
        sessions = new Sessions<>(key, timestamps, new Random(number), counters, Peer::isReachable);
        sending = newDataPath();
        receiving = newDataPath();
        reader = Thread.ofPlatform().daemon().name("end-" + number).unstarted(this::read);
    }

    private DataPath newDataPath() {
        MemorySegment packet = Arena.ofAuto().allocate(LARGEST_PACKET, Long.BYTES);
        TunWriter writer = (bytes, offset, length) -> {
            MemorySegment.copy(bytes, offset, packet, ValueLayout.JAVA_BYTE, 0, length);
            return tun.queue(0).write(packet.address(), length) == length;
        };
        return new DataPath(routes, sessions.indices(), new RelayTokens(), MTU, events::add, writer, counters);
    }

    /** The kernel takes an IPv6 address up a moment later: until then, what is sent to it is lost. */
    void awaitAddresses() {
        Await.until(
                "IPv6 addresses are usable",
                Duration.ofSeconds(5),
                () -> host.exec("ip", "-6", "addr", "show", "dev", DEVICE, "tentative")
                        .out()
                        .isBlank());
    }

    /** Makes a session with the other end, and begins to read both devices. */
    void join(TunnelEnd far) {
        Peer farPeer = meet(far);
        Peer ownPeer = far.meet(this);
        List<SessionAction<Peer>> actions = new ArrayList<>();
        farPeer.session().want(System.nanoTime(), actions);
        byte[] response = message(
                far.sessions.onHandshakeMessage(message(actions), HandshakeSource.of(endpoint), 0, System.nanoTime()));
        sessions.onHandshakeMessage(response, HandshakeSource.of(far.endpoint), 0, System.nanoTime());
        farPeer.useKeys(farPeer.session().current());
        byte[] first = Objects.requireNonNull(farPeer.session().seal(new byte[0], true, System.nanoTime()));
        send(far.endpoint, null, first, 0, first.length, ONE_DATAGRAM, DEFAULT_TTL);
        far.sessions.onConfirmed(((DataEvent.Confirmed) far.events.removeFirst()).keypair(), System.nanoTime());
        ownPeer.useKeys(ownPeer.session().current());
        reader.start();
        far.reader.start();
    }

    private Peer meet(TunnelEnd far) {
        other = far;
        Peer made = new Peer(sessions, PeerKind.CULVERT, far.key.publicKey(), PresharedKey.NONE, far.inside, 0);
        made.usePath(Path.direct(this, far.endpoint, null));
        routes.rebuild(List.of(made));
        peer = made;
        return made;
    }

    private static byte[] message(List<SessionAction<Peer>> actions) {
        for (SessionAction<Peer> action : actions) {
            if (action instanceof SessionAction.Send<Peer>(Peer peer, byte[] message)) {
                return message;
            }
        }
        throw new AssertionError("no message among " + actions);
    }

    /** The wire carries datagrams of so many bytes from here, and tells nobody of larger ones. */
    void narrow(int datagramBytes) {
        carries = datagramBytes;
    }

    /** The path to the other end was measured. */
    void measured(int packetLimit) {
        if (peer != null && other != null) {
            peer.usePath(Path.direct(this, other.endpoint, null), packetLimit, null);
        }
    }

    /** Datagrams that were larger than the wire carries. */
    int vanished() {
        return vanished.get();
    }

    @Override
    public void close() {
        try {
            tun.close();
            reader.join();
        } catch (TunException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        MemorySegment packet = Arena.ofAuto().allocate(LARGEST_PACKET, Long.BYTES);
        PacketBatch batch = new PacketBatch();
        TunQueue queue = tun.queue(0);
        long length;
        while ((length = queue.read(packet.address(), LARGEST_PACKET)) > 0) {
            batch.clear();
            batch.add(packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
            sending.onTunBatch(batch, System.nanoTime());
        }
    }

    private void receive(Endpoint source, byte[] datagram) {
        Arrival arrival = new Arrival(this);
        arrival.from(source.address().high(), source.address().low(), source.port(), source.scopeId());
        receiving.onDatagrams(datagram, datagram.length, datagram.length, arrival, System.nanoTime());
        receiving.endOfDatagrams(System.nanoTime());
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
            int end = Math.min(at + size, offset + length);
            if (end - at > carries || other == null) {
                vanished.incrementAndGet();
            } else {
                other.receive(endpoint, Arrays.copyOfRange(bytes, at, end));
            }
        }
        return SendResult.SENT;
    }
}
