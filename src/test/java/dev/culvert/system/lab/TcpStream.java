package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A TCP connection between the overlay addresses of two nodes, and how fast bytes come through it. One thread. */
public final class TcpStream implements AutoCloseable {
    private static final int PORT = 5001;
    private static final int CHUNK = 1 << 14;
    /** Rates are those of such a time. */
    private static final long WINDOW_NS = Duration.ofMillis(500).toNanos();

    private static final Executor THREADS =
            task -> Thread.ofPlatform().daemon().name("tcp-stream").start(task);

    private final SocketChannel near;
    private final SocketChannel far;
    private final long startNs;

    /**
     * How fast it was.
     *
     * @param bitsPerSecond the best of half a second
     * @param after the connection's beginning, when that was over
     */
    public record Rate(double bitsPerSecond, Duration after) {}

    private TcpStream(SocketChannel near, SocketChannel far, long startNs) {
        this.near = near;
        this.far = far;
        this.startNs = startNs;
    }

    /** Connects them; fails if that takes longer than the kernel tries. */
    public static TcpStream between(Node from, Node to) {
        InetSocketAddress address = new InetSocketAddress(to.address(), PORT);
        try (ServerSocketChannel server =
                to.host().call(() -> ServerSocketChannel.open().bind(address))) {
            long startNs = System.nanoTime();
            SocketChannel near = from.host().call(() -> SocketChannel.open(address));
            return new TcpStream(near, server.accept(), startNs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends so many bytes; how long it took until all had arrived. */
    public Duration there(int bytes, Duration within) {
        return transfer(near, far, bytes, within);
    }

    /** Sends so many bytes from the other end. */
    public Duration back(int bytes, Duration within) {
        return transfer(far, near, bytes, within);
    }

    private static Duration transfer(SocketChannel from, SocketChannel to, int bytes, Duration within) {
        long startNs = System.nanoTime();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(from, bytes), THREADS);
        CompletableFuture<Void> receiving = CompletableFuture.runAsync(() -> receive(to, bytes), THREADS);
        try {
            CompletableFuture.allOf(sending, receiving)
                    .orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError(bytes + " bytes did not arrive within " + within.toMillis() + " ms", e);
        }
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    private static void send(SocketChannel channel, long bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try {
            for (long left = bytes; left > 0; ) {
                left -= channel.write(buffer.clear().limit((int) Math.min(CHUNK, left)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void receive(SocketChannel channel, int bytes) {
        try {
            int left = bytes;
            while (left > 0) {
                int read = channel.read(ByteBuffer.allocate(Math.min(CHUNK, left)));
                if (read < 0) {
                    throw new IOException("the connection ended " + left + " bytes early");
                }
                left -= read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends without an end until so many bits a second have arrived for half a second, or the time is over. The connection
     * is of no use afterwards.
     *
     * @param wanted bits a second
     * @param until since the connection's beginning
     */
    public Rate flood(double wanted, Duration until) {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(near, Long.MAX_VALUE), THREADS);
        Rate best = new Rate(0, until);
        try {
            long windowNs = System.nanoTime();
            long bytes = 0;
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            while (best.bitsPerSecond() < wanted && windowNs - startNs < until.toNanos()) {
                bytes += far.read(buffer.clear());
                long nowNs = System.nanoTime();
                if (nowNs - windowNs >= WINDOW_NS) {
                    double rate = bytes * 8 / ((nowNs - windowNs) / 1e9);
                    if (rate > best.bitsPerSecond()) {
                        best = new Rate(rate, Duration.ofNanos(nowNs - startNs));
                    }
                    windowNs = nowNs;
                    bytes = 0;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
        // It ends because the channel is closed.
        var _ = sending.exceptionally(_ -> null).join();
        return best;
    }

    @Override
    public void close() {
        try (near;
                far) {
            // Closing is all.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
