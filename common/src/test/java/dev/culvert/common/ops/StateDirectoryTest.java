package dev.culvert.common.ops;

import static dev.culvert.common.ops.ExitAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    private Path directory;

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void isMadeForItsOwnerOnly() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("a/b"));

        assertThat(mode(state.path())).isEqualTo("rwx------");
    }

    @Test
    void defaultsToSystemdsThenToVarLib() {
        assertThat(StateDirectory.defaultPath(Map.of(), "edge")).isEqualTo(Path.of("/var/lib/culvert/edge"));
        assertThat(StateDirectory.defaultPath(Map.of("STATE_DIRECTORY", "/x/a:/x/b"), "edge"))
                .isEqualTo(Path.of("/x/a"));
    }

    @Test
    void refusesOneThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));

        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> StateDirectory.open(directory),
                directory + " may be written by other users (mode 0775)",
                "chmod 700 " + directory,
                "--state-dir");
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> StateDirectory.open(file),
                file + " is not a directory",
                "--state-dir");
    }

    /** Nobody, not even root, makes directories in /proc. */
    @Test
    void refusesWhereNothingCanBeMade() {
        assertRefused(
                ExitCode.UNAVAILABLE,
                () -> StateDirectory.open(Path.of("/proc/culvert")),
                "cannot make state directory /proc/culvert");
    }

    @Test
    void textsAreReplacedWholeAndLeaveNothingBehind() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));
        assertThat(state.readText("clock")).isEmpty();

        state.writeAtomically("clock", "first, and longer");
        state.writeAtomically("clock", "second");

        assertThat(state.readText("clock")).contains("second");
        assertThat(mode(state.file("clock"))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(state.path())) {
            assertThat(files).containsExactly(state.file("clock"));
        }
    }

    @Test
    void aFailedWriteNamesTheFileAndLeavesNothingBehind() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));
        Files.createDirectories(state.file("clock").resolve("in the way"));

        assertRefused(
                ExitCode.UNAVAILABLE, () -> state.writeAtomically("clock", "x"), "cannot write " + state.file("clock"));

        try (Stream<Path> files = Files.list(state.path())) {
            assertThat(files).containsExactly(state.file("clock"));
        }
    }

    @Test
    void creatingNeverReplaces() throws Exception {
        StateDirectory state = StateDirectory.open(directory.resolve("state"));

        assertThat(state.createAtomically("seed", "first")).isTrue();
        assertThat(state.createAtomically("seed", "second")).isFalse();
        assertThat(state.readText("seed")).contains("first");
    }
}
