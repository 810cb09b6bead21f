package dev.culvert.system.natlab;

import dev.culvert.system.lab.EchoChannels;
import dev.culvert.system.lab.Host;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Datagrams from one overlay address to another, and answers to them: the reason why two edges look for each other. */
final class Traffic implements AutoCloseable {
    private static final int PORT = 9999;
    private static final long INTERVAL_NS = Duration.ofMillis(50).toNanos();

    private final EchoChannels channels;
    private final long startNs = System.nanoTime();
    private volatile Optional<Long> firstAnswerNs = Optional.empty();

    private Traffic(EchoChannels channels) {
        this.channels = channels;
    }

    /** Sends the first one now. */
    static Traffic start(Host from, String fromAddress, Host to, String toAddress) {
        Traffic traffic = new Traffic(EchoChannels.open(from, fromAddress, to, toAddress, PORT));
        thread("answer", traffic::answer);
        thread("listen", traffic::listen);
        thread("ask", traffic::ask);
        return traffic;
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

    private void ask() throws IOException {
        while (channels.asking().isOpen()) {
            channels.asking().send(ByteBuffer.allocate(100), channels.to());
            LockSupport.parkNanos(INTERVAL_NS);
        }
    }

    private void answer() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (true) {
            SocketAddress from = channels.answering().receive(buffer.clear());
            channels.answering().send(buffer.flip(), from);
        }
    }

    private void listen() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        channels.asking().receive(buffer);
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
        channels.close();
    }
}
