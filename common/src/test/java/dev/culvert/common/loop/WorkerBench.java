package dev.culvert.common.loop;

import static org.assertj.core.api.Assertions.fail;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.net.Epochs;
import dev.culvert.common.net.UdpOffloads;
import dev.culvert.common.net.UdpSocket;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A worker with its ports; the test's thread is the conductor, and runs its tasks while it waits. */
final class WorkerBench implements AutoCloseable {
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** A datagram that reached the handler. */
    record Taken(byte[] payload, Path back) {}

    final Epochs epochs = new Epochs();
    final Counters<CounterId> counters = new Counters<>(CounterId.class);
    final Queue<Taken> taken = new ConcurrentLinkedQueue<>();
    final UdpSocket main;
    final WorkerPorts ports;

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    WorkerBench() throws IOException {
        main = UdpSocket.open(0);
        IoEventLoop loop = group.next();
        Receiver worker = new Receiver(main, new Handler(), epochs.join(), System::nanoTime);
        worker.register(loop);
        ports = new WorkerPorts(worker, loop, tasks::add, epochs, counters, UdpOffloads.ALL);
    }

    private final class Handler implements DatagramHandler {
        @Override
        public void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
            taken.add(new Taken(Arrays.copyOfRange(bytes, at, at + length), arrival.path()));
        }

        @Override
        public void endOfDatagrams(long nowNs) {}
    }

    static Endpoint local(String address, int port) {
        return new Endpoint(IpAddress.parse(address), port);
    }

    static SendResult send(UdpPort from, Endpoint to, byte... bytes) {
        return from.send(to, null, bytes, 0, bytes.length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
    }

    /** Is the conductor until the condition holds. */
    void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TIMEOUT_NANOS) {
                fail("waited 10 s for: " + what);
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            epochs.poll();
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Stops worker and conductor, then closes everything. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        ports.close();
        epochs.retire(main::close);
        epochs.poll();
    }
}
