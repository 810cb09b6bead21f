package dev.culvert.common.ops;

import static dev.culvert.common.ops.ExitAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedFileTest {
    @TempDir
    private Path directory;

    private StateDirectory state;

    @BeforeEach
    void open() throws ExitException {
        state = StateDirectory.open(directory.resolve("state"));
    }

    private PublicKey key() throws ExitException {
        return SeedFile.readOrMake(state, new SecureRandom()).sessionKey().publicKey();
    }

    @Test
    void isMadeOnceForItsOwnerOnly() throws Exception {
        PublicKey first = key();

        assertThat(key()).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.file("seed"))))
                .isEqualTo("rw-------");
    }

    @Test
    void allWhoMakeItAtOnceGetTheSame() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<PublicKey>> keys = threads.invokeAll(Stream.<Callable<PublicKey>>generate(() -> this::key)
                    .limit(32)
                    .toList());

            assertThat(keys.stream().map(Future::resultNow).distinct()).hasSize(1);
        }
    }

    @Test
    void refusesADamagedOrOpenOne() throws Exception {
        state.writeAtomically("seed", "not a seed");
        assertRefused(ExitCode.BAD_CONFIGURATION, this::key, "seed " + state.file("seed") + " is damaged", "backup");

        state.writeAtomically("seed", "");
        assertRefused(ExitCode.BAD_CONFIGURATION, this::key, state.file("seed") + " is empty");

        Files.setPosixFilePermissions(state.file("seed"), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(ExitCode.BAD_CONFIGURATION, this::key, "mode 0644", "chmod 600 " + state.file("seed"));
    }
}
