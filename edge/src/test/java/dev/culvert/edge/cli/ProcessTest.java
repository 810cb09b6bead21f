package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.cli.CarrierThreads;
import dev.culvert.common.cli.Program;
import dev.culvert.common.cli.StopRequest;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: signals, exit status, and the scheduler of virtual threads. */
@Timeout(60)
class ProcessTest {
    @TempDir
    private Path directory;

    private static Process java(Class<?> main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void sigtermEndsItWithStatusZero() throws Exception {
        Process edge = java(
                FakeMain.class,
                "-a",
                "10.0.0.1/24",
                "--state-dir",
                directory.resolve("s").toString());
        try (BufferedReader out = edge.inputReader()) {
            assertThat(out.readLine()).contains("INFO  up: culvert0 10.0.0.1/24, key ", ", UDP port 0, peers: 0");

            edge.toHandle().destroy(); // SIGTERM; Process.destroy() would close the stream too

            assertThat(out.readLine()).contains("stopping");
            assertThat(out.readLine()).as("nothing more").isNull();
            assertThat(edge.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(edge.exitValue()).isZero();
        } finally {
            edge.destroyForcibly();
        }
    }

    @Test
    void aFailureKeepsItsStatus() throws Exception {
        Process edge = java(FakeMain.class, "up");

        assertThat(output(edge)).startsWith("edge: this edge has no address").hasLineCount(1);
        assertThat(edge.waitFor()).isEqualTo(64);
    }

    @Test
    void carriersAreReservedBeforeTheFirstVirtualThread() throws Exception {
        assertThat(output(java(ReserveFirst.class))).isEqualTo("reserved\n");
    }

    @Test
    void aReservationThatCameTooLateIsNoticed() throws Exception {
        assertThat(output(java(ReserveLate.class)))
                .contains("virtual threads have ", "start with -Djdk.virtualThreadScheduler.parallelism=");
    }

    /** As EdgeMain, with an edge that needs no privilege. */
    static final class FakeMain {
        public static void main(String[] args) {
            StopRequest stop = new StopRequest("edge");
            stop.install();
            stop.exit(EdgeCommand.commandLine(
                            FakeEdge::new, FakeNetcheck::report, Surroundings.ofProcess(), stop.wanted())
                    .execute(Program.withCommand(args)));
        }
    }

    static final class ReserveFirst {
        public static void main(String[] args) throws ExitException {
            CarrierThreads.reserve(3);
            CarrierThreads.verify(3);
            System.out.println("reserved");
        }
    }

    static final class ReserveLate {
        public static void main(String[] args) throws InterruptedException {
            Thread.startVirtualThread(() -> {}).join();
            CarrierThreads.reserve(3);
            try {
                CarrierThreads.verify(3);
            } catch (ExitException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
