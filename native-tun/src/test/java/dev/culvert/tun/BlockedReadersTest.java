package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two blocked readers leave of the virtual thread scheduler, by its parallelism, each in a JVM of its own. */
@Timeout(60)
class BlockedReadersTest {
    @Test
    void oneCarrierMoreThanReaders_allOthersRun() throws Exception {
        assertThat(probe(BlockedReadersProbe.READERS + 1))
                .isEqualTo("200 of 200 while blocked, 200 of 200 after close");
    }

    @Test
    void asManyCarriersAsReaders_noOtherRuns() throws Exception {
        assertThat(probe(BlockedReadersProbe.READERS)).isEqualTo("0 of 200 while blocked, 200 of 200 after close");
    }

    private static String probe(int parallelism) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.virtualThreadScheduler.parallelism=" + parallelism,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BlockedReadersProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = child.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).as(text).isTrue();
            System.out.println("parallelism " + parallelism + ", " + BlockedReadersProbe.READERS + " readers: " + text);
            return text;
        } finally {
            child.destroyForcibly();
        }
    }
}
