package dev.culvert.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BootClockTest {
    private final BootClock clock = new BootClock();

    /** {@code /proc/uptime} is CLOCK_BOOTTIME too (proc(5)), rounded down to hundredths. */
    @Test
    void now_isTheTimeSinceTheBoot() throws IOException {
        long before = clock.nowNs();
        String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
        long after = clock.nowNs();
        long uptimeNs = Math.round(Double.parseDouble(uptime) * 1e9);
        assertThat(uptimeNs).isBetween(before - Duration.ofMillis(20).toNanos(), after + 1);
    }

    @Test
    void now_neverGoesBack() {
        long last = clock.nowNs();
        for (int i = 0; i < 100_000; i++) {
            long now = clock.nowNs();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }
}
