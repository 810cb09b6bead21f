package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.path.SendResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Why a path's descriptor is closed by {@link Epochs}: its number is used again at once, by a file or another socket. */
@ExtendWith(InFreshNamespace.class)
@Tag("late") // some 13 minutes after them Linux 6.18 stops answering pings on one CPU: see scripts/test
class DescriptorReuseTest {
    private static final int PATHS = 3_000;
    private static final int MOST_TRIES = 1_000;

    @TempDir
    Path directory;

    @Test
    void pathsRetiredUnderLoad_failNoSend_andReachNothingElse() throws IOException, InterruptedException {
        PathsUnderLoad load = new PathsUnderLoad(directory);
        load.start();
        int stillHeld = 0;
        for (int i = 0; i < PATHS; i++) {
            UdpSocket old = load.replacePath();
            load.epochs.retire(old::close);
            stillHeld += load.epochs.poll() > 0 ? 1 : 0;
            load.openStranger().close();
        }
        while (load.epochs.poll() > 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(10));
        }
        load.stop();
        System.out.printf(
                "descriptor reuse: %,d paths closed under load, %,d of them held back for a sender; %,d datagrams sent,"
                        + " %,d checked; %,d files and %,d sockets opened%n",
                PATHS, stillHeld, load.sends.get(), load.received.get(), load.files.get(), load.strangers.get());
        assertThat(load.failedSends.get()).as("failed sends").isZero();
        assertThat(load.misdirected.get()).as("datagrams from another socket").isZero();
        assertThat(load.changedFiles.get()).as("files with foreign bytes").isZero();
        assertThat(load.sends.get()).isGreaterThan(PATHS);
        assertThat(load.received.get()).isPositive();
        assertThat(load.files.get()).isPositive();
    }

    /** The control: the same load notices if paths are closed at once. */
    @Test
    @Timeout(60)
    void pathsClosedAtOnceUnderLoad_areNoticed() throws IOException, InterruptedException {
        PathsUnderLoad load = new PathsUnderLoad(directory);
        load.start();
        int closed = 0;
        boolean bound = false;
        while (!bound && load.failedSends.get() + load.misdirected.get() == 0) {
            closed++;
            try {
                load.replacePath().close();
                load.openStranger().close();
            } catch (IOException sendHasBoundIt) {
                bound = true; // a datagram left by it before it had its own port
            }
        }
        load.stop();
        System.out.printf("descriptor reuse, control: noticed after %,d paths closed at once%n", closed);
    }

    /** The control without chance: the sender holds the path over the close. */
    @Test
    void pathClosedAtOnce_thenItsNumberUsedAgain_sendsFromAnotherSocket() throws IOException, InterruptedException {
        PathsUnderLoad load = new PathsUnderLoad(directory);
        UdpSocket held;
        UdpSocket stranger;
        int tries = 0;
        do { // until no other thread of the JVM took the number
            assertThat(tries++).isLessThan(MOST_TRIES);
            held = load.publishedPath();
            load.replacePath().close();
            stranger = load.openStranger();
        } while (stranger.descriptor() != held.descriptor());
        assertThat(load.sendBy(held)).isEqualTo(SendResult.SENT);
        load.drainSink();
        assertThat(load.misdirected.get()).isEqualTo(1);
        stranger.close();
        load.stop();
    }

    @Test
    void pathRetired_whileTheSenderHoldsIt_keepsItsNumber() throws IOException, InterruptedException {
        PathsUnderLoad load = new PathsUnderLoad(directory);
        Epochs.Member sender = load.epochs.join();
        sender.enter();
        UdpSocket held = load.publishedPath();
        load.epochs.retire(load.replacePath()::close);
        assertThat(load.epochs.poll()).isEqualTo(1);
        UdpSocket stranger = load.openStranger();
        assertThat(stranger.descriptor()).isNotEqualTo(held.descriptor());
        assertThat(load.sendBy(held)).isEqualTo(SendResult.SENT);
        load.drainSink();
        assertThat(load.received.get()).isEqualTo(1);
        assertThat(load.misdirected.get()).isZero();

        sender.leave();
        assertThat(load.epochs.poll()).isZero();
        stranger.close();
        load.stop();
    }
}
