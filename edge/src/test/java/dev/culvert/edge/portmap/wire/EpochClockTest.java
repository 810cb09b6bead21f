package dev.culvert.edge.portmap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a server counts as restarted: heard at epoch 1000, then again. */
class EpochClockTest {
    private static boolean isRestart(EpochClock clock, long passed, long elapsed) {
        assertThat(clock.isKnown()).isFalse();
        assertThat(clock.isRestart(1_000, TimeUnit.SECONDS.toNanos(50))).isFalse();
        assertThat(clock.isKnown()).isTrue();
        return clock.isRestart(1_000 + passed, TimeUnit.SECONDS.toNanos(50 + elapsed));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,false",
        "-1,0,false",
        "-2,0,true",
        "3,0,true",
        "2,0,false",
        "300,300,false",
        "290,300,false",
        "279,300,true",
        "280,300,false",
        "321,300,false",
        "323,300,true",
        "-1000,300,true",
    })
    void byPcp(long passed, long elapsed, boolean restart) {
        assertThat(isRestart(EpochClock.ofPcp(), passed, elapsed)).isEqualTo(restart);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,false",
        "-2,0,false",
        "-3,0,true",
        "300,300,false",
        "600,300,false",
        "260,300,false",
        "259,300,true",
        "-1000,300,true",
    })
    void byNatPmp(long passed, long elapsed, boolean restart) {
        assertThat(isRestart(EpochClock.ofNatPmp(), passed, elapsed)).isEqualTo(restart);
    }

    @Test
    void aRestartIsToldOnce() {
        EpochClock clock = EpochClock.ofPcp();
        assertThat(clock.isRestart(1_000, 0)).isFalse();
        assertThat(clock.isRestart(0, 0)).isTrue();
        assertThat(clock.isRestart(0, 0)).isFalse();
        assertThat(clock.isRestart(1, TimeUnit.SECONDS.toNanos(1))).isFalse();
    }
}
