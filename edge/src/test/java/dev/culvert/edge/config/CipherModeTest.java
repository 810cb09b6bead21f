package dev.culvert.edge.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered, and what the CPU has to do with it. */
class CipherModeTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "'processor\t: 0\nflags\t\t: fpu sse aes avx pclmulqdq\nflags\t\t: fpu', true",
        "'flags\t\t: fpu sse aes avx', false",
        "'flags\t\t: fpu sse pclmulqdq vaes', false",
        "'processor\t: 0\nFeatures\t: fp asimd aes pmull sha1', true",
        "'Features\t: fp asimd crc32', false",
        "'model name\t: aes pclmulqdq', false",
        "'', false",
    })
    void aesIsAFlagBesideTheMultiplicationOfGcm(String cpuInfo, boolean has) throws IOException {
        Path file = Files.writeString(directory.resolve("cpuinfo"), cpuInfo);
        assertThat(CpuInfo.hasAes(file)).isEqualTo(has);
    }

    @Test
    void unknownCpu_hasNone() {
        assertThat(CpuInfo.hasAes(directory.resolve("none"))).isFalse();
    }

    @Test
    void autoFollowsTheCpu_theOthersDoNot() {
        assertThat(CipherMode.AUTO.offered(true)).containsExactly(CipherSuite.AES_256_GCM);
        assertThat(CipherMode.AUTO.offered(false)).isEmpty();
        assertThat(CipherMode.AES_256_GCM.offered(false)).containsExactly(CipherSuite.AES_256_GCM);
        assertThat(CipherMode.CHACHA20_POLY1305.offered(true)).isEmpty();
    }
}
