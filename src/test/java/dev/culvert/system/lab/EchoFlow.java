package dev.culvert.system.lab;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Numbered datagrams from one host to another at a steady rate, each answered: a ping that knows on which way a packet was
 * lost. Unlike the kernel's it keeps its rate at 100 a second and more. Goes on until closed; any thread may look.
 */
public final class EchoFlow implements AutoCloseable {
    static final int PORT = 9998;
    private static final int BYTES = 100;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);
    /** After this a packet is not late, but lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final AtomicInteger FLOWS = new AtomicInteger();

    private final EchoChannels channels;
    private final long intervalNs;
    /** Tells its packets from late ones of the flow before, which had the same addresses and ports. */
    private final int id = FLOWS.incrementAndGet();

    private final EchoLog log = new EchoLog();
    private volatile Optional<Exception> failure = Optional.empty();

    private EchoFlow(EchoChannels channels, Duration interval) {
        this.channels = channels;
        intervalNs = interval.toNanos();
    }

    /** Sends the first one now. Both addresses must be there. */
    public static EchoFlow start(Node from, Node to, Duration interval) {
        return start(from.host(), from.address(), to.host(), to.address(), interval);
    }

    static EchoFlow start(Host from, String fromAddress, Host to, String toAddress, Duration interval) {
        EchoChannels channels = EchoChannels.open(from, fromAddress, to, toAddress, PORT);
        EchoFlow flow = from.lab().own(new EchoFlow(channels, interval));
        flow.thread("answer", flow::answer);
        flow.thread("listen", flow::listen);
        flow.thread("ask", flow::ask);
        return flow;
    }

    /** A step that ends when the channels are closed. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void thread(String name, Step step) {
        Thread.ofPlatform().daemon().name("echo-" + name).start(() -> {
            try {
                step.run();
            } catch (ClosedChannelException e) {
                // The end.
            } catch (IOException | RuntimeException e) {
                failure = Optional.of(e);
            }
        });
    }

    private void ask() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        long dueNs = System.nanoTime();
        while (channels.asking().isOpen()) {
            buffer.clear().putInt(0, id).putInt(Integer.BYTES, log.asked(System.nanoTime()));
            channels.asking().send(buffer, channels.to());
            dueNs += intervalNs;
            Await.instant(dueNs);
        }
    }

    private void answer() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        while (true) {
            SocketAddress from = channels.answering().receive(buffer.clear());
            if (buffer.getInt(0) == id) {
                log.arrived(buffer.getInt(Integer.BYTES), System.nanoTime());
                channels.answering().send(buffer.flip(), from);
            }
        }
    }

    private void listen() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        while (true) {
            channels.asking().receive(buffer.clear());
            if (buffer.getInt(0) == id) {
                log.answered(buffer.getInt(Integer.BYTES), System.nanoTime());
            }
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
     * @throws AssertionError if none is within the time, or the flow came to an end by itself
     */
    public Duration firstAnswerAfter(long fromNs, Duration within) {
        Await.until("an answer", within, () -> log().firstAnswerAfter(fromNs).isPresent());
        return Duration.ofNanos(log.firstAnswerAfter(fromNs).orElseThrow() - fromNs);
    }

    /** What became of the packets from this number on, once those sent so far have arrived or are lost. */
    public EchoReport since(int first) {
        List<EchoLog.Packet> packets = settled(first, sent());
        return EchoReport.of(packets);
    }

    private List<EchoLog.Packet> settled(int first, int end) {
        Await.holds(PATIENCE, () -> log().packets(first, end).stream().allMatch(EchoLog.Packet::isAnswered));
        return log().packets(first, end);
    }

    private EchoLog log() {
        failure.ifPresent(e -> {
            throw new AssertionError("the flow ended by itself", e);
        });
        return log;
    }

    @Override
    public void close() {
        channels.close();
    }
}
