package dev.culvert.system.natlab;

import dev.culvert.system.lab.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Datagrams from one overlay address to another, and answers to them: the reason why two edges look for each other. */
final class Traffic implements AutoCloseable {
    private static final int PORT = 9999;
    private static final long INTERVAL_NS = Duration.ofMillis(50).toNanos();

    private final DatagramChannel asking;
    private final DatagramChannel answering;
    private final long startNs = System.nanoTime();
    private volatile Optional<Long> firstAnswerNs = Optional.empty();

    private Traffic(DatagramChannel asking, DatagramChannel answering) {
        this.asking = asking;
        this.answering = answering;
    }

    /** Sends the first one now. */
    static Traffic start(Host from, String fromAddress, Host to, String toAddress) {
        DatagramChannel answering = bound(to, toAddress);
        Traffic traffic = new Traffic(bound(from, fromAddress), answering);
        thread("answer", traffic::answer);
        thread("listen", traffic::listen);
        thread("ask", () -> traffic.ask(new InetSocketAddress(toAddress, PORT)));
        return traffic;
    }

    private static DatagramChannel bound(Host host, String address) {
        return host.call(
                () -> DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, PORT)));
    }

    /** A step that ends when the channels are closed. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void thread(String name, Step step) {
        Thread.ofPlatform().daemon().name("traffic-" + name).start(() -> {
            try {
                step.run();
            } catch (IOException e) {
                // Closed, or the interface went with its edge: both end the traffic.
            }
        });
    }

    private void ask(SocketAddress to) throws IOException {
        while (asking.isOpen()) {
            asking.send(ByteBuffer.allocate(100), to);
            LockSupport.parkNanos(INTERVAL_NS);
        }
    }

    private void answer() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (true) {
            SocketAddress from = answering.receive(buffer.clear());
            answering.send(buffer.flip(), from);
        }
    }

    private void listen() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        asking.receive(buffer);
        firstAnswerNs = Optional.of(System.nanoTime());
    }

    /** When the first one was sent. */
    long startNs() {
        return startNs;
    }

    /** Since the first one was sent. */
    double elapsedMs() {
        return msSinceStart(System.nanoTime());
    }

    /** From the first question to the first answer, if one came. */
    Optional<Double> firstAnswerMs() {
        return firstAnswerNs.map(this::msSinceStart);
    }

    private double msSinceStart(long timeNs) {
        return (timeNs - startNs) / 1e6;
    }

    @Override
    public void close() {
        try (asking;
                answering) {
            // Closing is all.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
