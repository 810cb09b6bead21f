package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Two threads that send by whatever path is published, while the test's thread publishes another and has the old one
 * closed; two more open files and sockets all the time, so that a descriptor's number is in use again at once.
 *
 * <p>Each datagram carries the port that its sender believes to send from. A send through a number that names a file fails;
 * one through a number that names another socket arrives with a source that it does not claim.
 */
final class PathsUnderLoad {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final int SENDS_A_BATCH = 8;
    private static final int OPEN_AT_ONCE = 4;

    final AtomicLong sends = new AtomicLong();
    final AtomicLong failedSends = new AtomicLong();
    final AtomicLong received = new AtomicLong();
    final AtomicLong misdirected = new AtomicLong();
    final AtomicLong files = new AtomicLong();
    final AtomicLong changedFiles = new AtomicLong();
    final AtomicLong strangers = new AtomicLong();
    final Epochs epochs = new Epochs();

    private final Path directory;
    private final UdpSocket sink;
    private final Endpoint sinkEndpoint;
    private final AtomicReference<UdpSocket> published;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    PathsUnderLoad(Path directory) throws IOException {
        this.directory = directory;
        sink = UdpSocket.open(0);
        sinkEndpoint = new Endpoint(LOOPBACK, sink.localPort());
        published = new AtomicReference<>(UdpSocket.open(0));
    }

    void start() {
        Epochs.Member first = epochs.join();
        Epochs.Member second = epochs.join();
        start(() -> send(first));
        start(() -> send(second));
        start(this::receive);
        start(this::openFiles);
    }

    /** Publishes a new path; the one before, which nobody who looks now will see. */
    UdpSocket replacePath() throws IOException {
        return published.getAndSet(UdpSocket.open(0));
    }

    /** A socket of somebody else's, opened now. */
    UdpSocket openStranger() throws IOException {
        strangers.incrementAndGet();
        return UdpSocket.open(0);
    }

    UdpSocket publishedPath() {
        return published.get();
    }

    /** Sends one datagram that names its port. */
    SendResult sendBy(UdpSocket path) {
        byte[] claim =
                ByteBuffer.allocate(Integer.BYTES).putInt(path.localPort()).array();
        return path.send(sinkEndpoint, null, claim, 0, claim.length, UdpPort.ONE_DATAGRAM, UdpPort.DEFAULT_TTL);
    }

    /** Takes all datagrams that wait, and compares what they claim. */
    void drainSink() {
        byte[] buffer = new byte[UdpSocket.RECEIVE_BYTES];
        Arrival arrival = new Arrival(sink);
        while (sink.receive(buffer, arrival) != UdpSocket.NOTHING) {
            received.incrementAndGet();
            if (arrival.path().remote().port() != ByteBuffer.wrap(buffer).getInt()) {
                misdirected.incrementAndGet();
            }
        }
    }

    /** Ends the threads; fails if one of them did. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        drainSink();
        published.get().close();
        sink.close();
        assertThat(failure.get()).isNull();
    }

    private void start(Runnable task) {
        threads.add(Thread.ofPlatform().start(() -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                failure.set(e);
            }
        }));
    }

    private void send(Epochs.Member epoch) {
        while (!stopped) {
            epoch.enter();
            UdpSocket path = published.get();
            for (int i = 0; i < SENDS_A_BATCH; i++) {
                if (sendBy(path) != SendResult.SENT) {
                    failedSends.incrementAndGet();
                }
            }
            epoch.leave();
            sends.addAndGet(SENDS_A_BATCH);
        }
    }

    private void receive() {
        while (!stopped) {
            drainSink();
            Thread.onSpinWait();
        }
    }

    private void openFiles() {
        try {
            while (!stopped) {
                openWriteCheckClose();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openWriteCheckClose() throws IOException {
        List<FileChannel> open = new ArrayList<>();
        for (int i = 0; i < OPEN_AT_ONCE; i++) {
            open.add(FileChannel.open(
                    directory.resolve("file-" + i),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE));
        }
        byte[] content = Long.toString(files.get()).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < OPEN_AT_ONCE; i++) {
            open.get(i).write(ByteBuffer.wrap(content));
            open.get(i).close();
            if (!Arrays.equals(Files.readAllBytes(directory.resolve("file-" + i)), content)) {
                changedFiles.incrementAndGet();
            }
        }
        files.addAndGet(OPEN_AT_ONCE);
    }
}
