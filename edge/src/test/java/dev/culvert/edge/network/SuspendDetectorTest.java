package dev.culvert.edge.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SuspendDetectorTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MONOTONIC = -7 * SECOND; // of any beginning

    private final SuspendDetector detector = new SuspendDetector(100 * SECOND, MONOTONIC);

    @Test
    void aHostAwake_hasNotSlept_howeverLateTheTick() {
        assertThat(detector.onTick(101 * SECOND, MONOTONIC + SECOND)).isZero();
        assertThat(detector.onTick(501 * SECOND, MONOTONIC + 401 * SECOND)).isZero();
    }

    @Test
    void sleep_isToldOnce_withItsLength() {
        assertThat(detector.onTick(140 * SECOND, MONOTONIC + SECOND)).isEqualTo(39 * SECOND);
        assertThat(detector.onTick(141 * SECOND, MONOTONIC + 2 * SECOND)).isZero();
        assertThat(detector.onTick(151 * SECOND, MONOTONIC + 3 * SECOND)).isEqualTo(9 * SECOND);
    }

    @Test
    void whatIsTooShort_isNotToldLaterEither() {
        for (int i = 1; i < 100; i++) {
            long sleptNs = i * Timing.SUSPEND_NS;
            assertThat(detector.onTick(100 * SECOND + i * SECOND + sleptNs, MONOTONIC + i * SECOND))
                    .isZero();
        }
    }
}
