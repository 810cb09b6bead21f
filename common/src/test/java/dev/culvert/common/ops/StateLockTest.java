package dev.culvert.common.ops;

import static dev.culvert.common.ops.ExitAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {
    @TempDir
    private Path directory;

    @Test
    void aSecondHolderInThisProcessIsRefusedAndTheFirstKeepsIt() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));
        try (StateLock _ = state.lock()) {
            assertRefused(
                    ExitCode.UNAVAILABLE, state::lock, state.path() + " is in use by this process", "--state-dir");
            assertRefused(ExitCode.UNAVAILABLE, state::lock, "is in use by this process");
        }
        try (StateLock again = state.lock()) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aHolderInAnotherProcessIsNamed() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));
        Process holder = holder(state);
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("locked");

            assertRefused(
                    ExitCode.UNAVAILABLE,
                    state::lock,
                    state.path() + " is in use by process " + holder.pid(),
                    "a directory of its own with --state-dir");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        try (StateLock afterItsDeath = state.lock()) {
            assertThat(afterItsDeath).isNotNull();
        }
    }

    private static Process holder(StateDirectory state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        state.path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Holds the lock until its standard input ends. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            try (StateLock _ = StateDirectory.open(Path.of(args[0])).lock()) {
                System.out.println("locked");
                System.in.read();
            }
        }
    }
}
