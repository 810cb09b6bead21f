package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Closing under blocked and busy threads: nothing stays, and no descriptor is used after it was closed. */
@ExtendWith(FreshNamespace.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TunCloseTest {
    private static final TunConfig CONFIG = TestLink.config("cvt-t0", "10.213.0.1/30");

    @TempDir
    Path directory;

    /** A virtual thread that reads until a final result. */
    private record Reader(Thread thread, AtomicLong last) {
        static Reader blockedOn(TunQueue queue) {
            AtomicLong last = new AtomicLong();
            PacketPort port = new PacketPort(queue);
            Thread thread = Thread.ofVirtual().start(() -> {
                while (last.get() >= 0) {
                    last.set(port.result());
                }
            });
            Await.until("reader in read", () -> queue.reading().inside() > 0);
            return new Reader(thread, last);
        }

        long join() throws InterruptedException {
            thread.join();
            return last.get();
        }
    }

    @Test
    void openAndClose_1000TimesUnderABlockedReader_leavesNothing() throws Exception {
        for (int i = 0; i < 20; i++) {
            cycle();
        }
        long descriptors = Descriptors.open();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long start = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            cycle();
        }
        System.out.printf("1000 open/close cycles under a blocked reader: %.1f s%n", (System.nanoTime() - start) / 1e9);
        assertThat(Descriptors.open()).as("descriptors").isEqualTo(descriptors);
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                .as("threads")
                .isLessThanOrEqualTo(threads);
        assertThat(NetworkInterface.getByName("cvt-t0")).isNull();
    }

    private static void cycle() throws Exception {
        TunDevice device = TunDevice.open(CONFIG);
        Reader reader = Reader.blockedOn(device.queue(0));
        device.close();
        assertThat(reader.join()).isEqualTo(TunQueue.CLOSED);
    }

    @Test
    void close_endsTheReadersOfAllQueues() throws Exception {
        TunDevice device = TunDevice.open(new TunConfig("cvt-t0", 1400, 3, false, List.of(), List.of()));
        var readers = List.of(0, 1, 2).stream()
                .map(i -> Reader.blockedOn(device.queue(i)))
                .toList();
        device.close();
        for (Reader reader : readers) {
            assertThat(reader.join()).isEqualTo(TunQueue.CLOSED);
        }
    }

    @Test
    void afterClose_everyCallSaysSo_andClosingAgainIsFine() throws Exception {
        TunDevice device = TunDevice.open(CONFIG);
        PacketPort port = new PacketPort(device.queue(0));
        device.close();
        device.close();
        assertThat(port.result()).isEqualTo(TunQueue.CLOSED);
        assertThat(port.resultNow()).isEqualTo(TunQueue.CLOSED);
        assertThat(port.write(new byte[40])).isEqualTo(TunQueue.CLOSED);
        assertThatThrownBy(() -> device.addRoute(Prefix.parse("10.214.0.0/16")))
                .isInstanceOf(TunException.class)
                .hasMessageContaining("the device is closed");
    }

    @Test
    void close_whileInterrupted_stillCloses_andKeepsTheInterrupt() throws Exception {
        long before = Descriptors.open();
        TunDevice device = TunDevice.open(CONFIG);
        Reader reader = Reader.blockedOn(device.queue(0));
        Thread.currentThread().interrupt();
        device.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(reader.join()).isEqualTo(TunQueue.CLOSED);
        assertThat(Descriptors.open()).isEqualTo(before);
    }

    @Test
    void interfaceRemovedByAnother_endsTheRead_andCloseStillWorks() throws Exception {
        long before = Descriptors.open();
        TunDevice device = TunDevice.open(CONFIG);
        Reader reader = Reader.blockedOn(device.queue(0));
        TestLink.remove(device);
        assertThat(reader.join()).isEqualTo(TunQueue.GONE);
        PacketPort port = new PacketPort(device.queue(0));
        assertThat(port.result()).isEqualTo(TunQueue.GONE);
        assertThat(port.resultNow()).isEqualTo(TunQueue.GONE);
        assertThat(port.write(new byte[40])).isEqualTo(TunQueue.GONE);
        device.close();
        assertThat(Descriptors.open()).isEqualTo(before);
    }

    @Test
    void closeWithoutCapability_removesTheInterfaceWithItsDescriptor() throws Exception {
        TunDevice device = TunDevice.open(CONFIG);
        Capabilities.dropAll();
        device.close();
        assertThat(NetworkInterface.getByName("cvt-t0")).isNull();
    }

    @Test
    void closeWithoutCapability_underABlockedReader_saysSo_andTheReaderClosesItsDescriptorLater() throws Exception {
        long before = Descriptors.open();
        TunDevice device = TunDevice.open(CONFIG);
        Reader reader = Reader.blockedOn(device.queue(0));
        CountDownLatch closed = new CountDownLatch(1);
        FutureTask<Boolean> administrator = new FutureTask<>(() -> {
            closed.await();
            TestLink.remove(device);
            return true;
        });
        Thread.ofPlatform().daemon().start(administrator);
        Capabilities.dropAll();
        assertThatThrownBy(device::close)
                .isInstanceOf(TunException.class)
                .hasMessageContaining("a reader is still blocked")
                .hasMessageContaining("Operation not permitted");
        closed.countDown();
        assertThat(administrator.get()).isTrue();
        assertThat(reader.join()).isEqualTo(TunQueue.CLOSED);
        assertThat(Descriptors.open()).isEqualTo(before);
    }

    /** A thread that was admitted, but not yet in the kernel, when the interface went. */
    @Test
    void close_waitsForAThreadOnItsWayToTheDescriptor() throws Exception {
        TunDevice device = TunDevice.open(CONFIG);
        Gate gate = device.queue(0).reading();
        long before = Descriptors.open();
        assertThat(gate.enter()).isTrue();
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            device.close();
            return true;
        });
        Thread.ofPlatform().daemon().start(closing);
        Await.until("the owner to have left, us alone inside", () -> gate.inside() == 0);
        assertThat(TestLink.exists(device)).isFalse();
        assertThat(closing.isDone()).isFalse();
        assertThat(Descriptors.open()).as("descriptors").isEqualTo(before);
        gate.leave();
        assertThat(closing.get()).isTrue();
        assertThat(Descriptors.open()).as("descriptors").isEqualTo(before - 2);
    }

    /** The numbers that a closed device had are taken by files at once; no read or write may reach those. */
    @Test
    void close_underBusyThreads_neverReachesAReusedDescriptor() throws Exception {
        Path file = Files.write(directory.resolve("stranger"), new byte[77]);
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong opened = new AtomicLong();
        Thread stranger = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                touch(file);
                opened.incrementAndGet();
            }
        });
        AtomicLong strangersBytes = new AtomicLong();
        byte[] packet = Packets.echoRequest("10.213.0.2/30", "10.213.0.1/30", new byte[10]);
        for (int i = 0; i < 300; i++) {
            TunDevice device = TunDevice.open(CONFIG);
            PacketPort in = new PacketPort(device.queue(0));
            PacketPort out = new PacketPort(device.queue(0));
            AtomicLong written = new AtomicLong();
            Thread reader = Thread.ofVirtual().start(() -> {
                for (long count = 0; count >= 0; count = in.resultNow()) {
                    strangersBytes.addAndGet(count == 77 ? 1 : 0);
                }
            });
            Thread writer = Thread.ofVirtual().start(() -> {
                while (out.write(packet) >= 0) {
                    written.incrementAndGet();
                }
            });
            Await.until("traffic", () -> written.get() > 3);
            device.close();
            reader.join();
            writer.join();
        }
        done.set(true);
        stranger.join();
        System.out.printf("descriptor reuse: 300 closes under load while %d files were opened%n", opened.get());
        assertThat(strangersBytes).hasValue(0);
        assertThat(Files.readAllBytes(file)).isEqualTo(new byte[77]);
    }

    private static void touch(Path file) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            assertThat(open.length()).isEqualTo(77);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
