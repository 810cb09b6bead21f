package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;

/**
 * Numbered datagrams from one host to another at a steady rate, each answered: a ping that knows on which way a packet was
 * lost. Unlike the kernel's it keeps its rate at 100 a second and more. Goes on until closed; any thread may look.
 */
public final class EchoFlow implements AutoCloseable {
    private static final int PORT = 9998;
    private static final int BYTES = 100;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);
    /** After this a packet is not late, but lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DatagramChannel asking;
    private final DatagramChannel answering;
    private final long intervalNs;
    private final EchoLog log = new EchoLog();

    private EchoFlow(DatagramChannel asking, DatagramChannel answering, Duration interval) {
        this.asking = asking;
        this.answering = answering;
        intervalNs = interval.toNanos();
    }

    /** Sends the first one now. Both addresses must be there. */
    public static EchoFlow start(Node from, Node to, Duration interval) {
        DatagramChannel answering = bound(to);
        EchoFlow flow = from.host().lab().own(new EchoFlow(bound(from), answering, interval));
        thread("answer", flow::answer);
        thread("listen", flow::listen);
        thread("ask", () -> flow.ask(new InetSocketAddress(to.address(), PORT)));
        return flow;
    }

    private static DatagramChannel bound(Node node) {
        InetSocketAddress address = new InetSocketAddress(node.address(), PORT);
        return node.host()
                .call(() -> DatagramChannel.open(StandardProtocolFamily.INET).bind(address));
    }

    /** A step that ends when the channels are closed. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void thread(String name, Step step) {
        Thread.ofPlatform().daemon().name("echo-" + name).start(() -> {
            try {
                step.run();
            } catch (ClosedChannelException e) {
                // The end.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void ask(SocketAddress to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        long dueNs = System.nanoTime();
        while (asking.isOpen()) {
            buffer.clear().putInt(0, log.asked(System.nanoTime()));
            asking.send(buffer, to);
            dueNs += intervalNs;
            Await.instant(dueNs);
        }
    }

    private void answer() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        while (true) {
            SocketAddress from = answering.receive(buffer.clear());
            log.arrived(buffer.getInt(0), System.nanoTime());
            answering.send(buffer.flip(), from);
        }
    }

    private void listen() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        while (true) {
            asking.receive(buffer.clear());
            log.answered(buffer.getInt(0), System.nanoTime());
        }
    }

    /** Packets sent so far, which is the next one's number. */
    public int sent() {
        return log.sent();
    }

    /** Waits until packets sent from now on are answered. */
    public EchoFlow awaitAnswers() {
        var _ = firstAnswerAfter(System.nanoTime(), FIRST_ANSWER);
        return this;
    }

    /**
     * How long after an instant the first packet that was sent after it was answered.
     *
     * @param fromNs of {@link System#nanoTime}
     * @throws AssertionError if none is within the time
     */
    public Duration firstAnswerAfter(long fromNs, Duration within) {
        Await.until("an answer", within, () -> log.firstAnswerAfter(fromNs).isPresent());
        return Duration.ofNanos(log.firstAnswerAfter(fromNs).orElseThrow() - fromNs);
    }

    /** What became of the packets from this number on, once those sent so far have arrived or are lost. */
    public EchoReport since(int first) {
        List<EchoLog.Packet> packets = settled(first, sent());
        return EchoReport.of(packets);
    }

    private List<EchoLog.Packet> settled(int first, int end) {
        Await.holds(PATIENCE, () -> log.packets(first, end).stream().allMatch(EchoLog.Packet::isAnswered));
        return log.packets(first, end);
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
