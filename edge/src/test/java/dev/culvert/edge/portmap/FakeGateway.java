package dev.culvert.edge.portmap;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A gateway on loopback that answers each datagram as the test says. */
final class FakeGateway implements AutoCloseable {
    static final Gateway GATEWAY = new Gateway(IpAddress.parse("127.0.0.1"), IpAddress.parse("127.0.0.1"));

    private final DatagramSocket socket;
    private final DatagramSocket elsewhere;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private volatile Function<byte[], List<byte[]>> answers = request -> List.of();
    private volatile Function<byte[], List<byte[]>> stranger = request -> List.of();

    FakeGateway() {
        try {
            socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
            elsewhere = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("fake-gateway").start(this::run);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** From now on answers so. */
    void answer(Function<byte[], List<byte[]>> how) {
        answers = how;
    }

    /** Somebody at another port answers before it does. */
    void answerFromElsewhere(Function<byte[], List<byte[]>> how) {
        stranger = how;
    }

    /** What it was asked so far. */
    List<byte[]> requests() {
        return requests;
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        try {
            while (true) {
                packet.setLength(2_000);
                socket.receive(packet);
                byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                requests.add(request);
                for (byte[] answer : stranger.apply(request)) {
                    send(elsewhere, answer, packet.getSocketAddress());
                }
                for (byte[] answer : answers.apply(request)) {
                    send(socket, answer, packet.getSocketAddress());
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void send(DatagramSocket from, byte[] bytes, SocketAddress to) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    @Override
    public void close() {
        socket.close();
        elsewhere.close();
    }
}
