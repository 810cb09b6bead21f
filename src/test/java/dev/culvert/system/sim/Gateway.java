package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.system.lab.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The way from a {@link SimNetwork} to a real supernode, and to real edges: what members send to them leaves by real sockets,
 * each bound to its member's own endpoint, and what they send to members comes back. While this runs, virtual time follows real time, and
 * falls behind where the members are too many for this thread. Used by one thread.
 */
public final class Gateway implements SimUplink, AutoCloseable {
    private static final int MOST_BYTES = 2048;
    private static final long POLL_MILLIS = 1;
    /** Virtual time that passes at most before members hear what has come: little beside their shortest resend. */
    private static final long MOST_STEP_NS = Duration.ofMillis(10).toNanos();

    private final SimNetwork network;
    private final Host host;
    private final SimPort supernode;
    private final Map<SocketAddress, SimPort> ports = new HashMap<>();
    private final Selector selector;
    private final Map<Endpoint, DatagramChannel> members = new HashMap<>();
    private final ByteBuffer received = ByteBuffer.allocate(MOST_BYTES);

    /**
     * A gateway that nobody has used.
     *
     * @param host that has the members' outer addresses as its own
     * @param supernode where the real one is, seen from there
     */
    public Gateway(SimNetwork network, Host host, Endpoint supernode) {
        this.network = network;
        this.host = host;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.supernode = connect(supernode);
    }

    /** Members reach a real edge as well, seen from the host at this endpoint. */
    public void addEdge(Endpoint edge) {
        var _ = connect(edge);
    }

    private SimPort connect(Endpoint real) {
        InetSocketAddress address = socketAddress(real);
        SimPort port = new SimPort(network, real, (member, datagram) -> send(member, address, datagram));
        ports.put(address, port);
        return port;
    }

    private static InetSocketAddress socketAddress(Endpoint endpoint) {
        return new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port());
    }

    @Override
    public Endpoint endpoint() {
        return supernode.endpoint();
    }

    /** Lets time pass until something holds; how long that took in real time. Fails after the limit in virtual time. */
    public Duration runUntil(BooleanSupplier condition, Duration limit) {
        long endNs = network.nowNs() + limit.toNanos();
        long startNs = System.nanoTime();
        long steppedNs = startNs;
        while (!condition.getAsBoolean()) {
            if (network.nowNs() - endNs > 0) {
                throw new AssertionError("did not happen within " + limit);
            }
            long nowNs = System.nanoTime();
            network.run(Duration.ofNanos(Math.min(nowNs - steppedNs, MOST_STEP_NS)));
            steppedNs = nowNs;
            receive();
        }
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    private void send(Endpoint member, InetSocketAddress to, byte[] datagram) {
        try {
            members.computeIfAbsent(member, this::open).send(ByteBuffer.wrap(datagram), to);
        } catch (IOException e) {
            throw new UncheckedIOException("from " + member, e);
        }
    }

    private DatagramChannel open(Endpoint member) {
        return host.call(() -> {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.bind(socketAddress(member)).configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, member);
            return channel;
        });
    }

    private void receive() {
        try {
            selector.select(this::receive, POLL_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(SelectionKey ready) {
        try {
            DatagramChannel channel = (DatagramChannel) ready.channel();
            received.clear();
            for (SocketAddress from = channel.receive(received); from != null; from = channel.receive(received)) {
                SimPort port = ports.get(from);
                if (port != null) {
                    port.send(
                            (Endpoint) ready.attachment(),
                            null,
                            received.array(),
                            0,
                            received.position(),
                            UdpPort.ONE_DATAGRAM,
                            UdpPort.DEFAULT_TTL);
                }
                received.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("to " + ready.attachment(), e);
        }
    }

    @Override
    public void close() throws IOException {
        ports.values().forEach(SimPort::close);
        for (DatagramChannel channel : members.values()) {
            channel.close();
        }
        selector.close();
    }
}
