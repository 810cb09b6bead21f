package dev.culvert.common.ops;

import static dev.culvert.common.ops.ExitAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFileTest {
    @TempDir
    private Path directory;

    private Path file(String text, String mode) throws IOException {
        Path file = directory.resolve("psk");
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void readsTheTextWithoutItsNewline() throws Exception {
        assertThat(SecretFile.read("psk", file("secret\n", "rw-------"))).isEqualTo("secret");
        assertThat(SecretFile.read("psk", file("secret", "r--------"))).isEqualTo("secret");
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--,0644", "rw-r-----,0640", "rw----r--,0604", "rw--w----,0620", "rw-----w-,0602"})
    void refusesWhatOthersMayReadOrWrite(String permissions, String mode) throws IOException {
        Path file = file("secret", permissions);

        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> SecretFile.read("psk", file),
                "psk " + file,
                "mode " + mode,
                "run 'chmod 600 " + file + "'");
    }

    @Test
    void refusesWhatHoldsNoSecret() throws IOException {
        Path missing = directory.resolve("missing");

        assertRefused(ExitCode.BAD_CONFIGURATION, () -> SecretFile.read("psk", missing), missing + " does not exist");
        assertRefused(ExitCode.BAD_CONFIGURATION, () -> SecretFile.read("psk", directory), "is a directory");
        assertRefused(
                ExitCode.BAD_CONFIGURATION, () -> SecretFile.read("psk", file(" \n", "rw-------")), "psk is empty");
        assertRefused(
                ExitCode.BAD_CONFIGURATION,
                () -> SecretFile.read("psk", file("x".repeat(4097), "rw-------")),
                "longer than 4096 bytes");
    }
}
