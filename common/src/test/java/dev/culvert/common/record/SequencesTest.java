package dev.culvert.common.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import org.junit.jupiter.api.Test;

class SequencesTest {
    @Test
    void aCrashLosesNumbersAndRepeatsNone() {
        Sequences first = new Sequences(0);
        long stored = first.limitWanted().orElseThrow();
        first.stored(stored);
        long used = first.next();

        Sequences afterCrash = new Sequences(stored);

        assertThat(used).isEqualTo(1);
        assertThat(afterCrash.next()).isGreaterThan(used).isEqualTo(stored + 1);
    }

    @Test
    void theLimitIsWantedBeforeItIsReached() {
        Sequences sequences = new Sequences(0);
        for (int i = 0; i < 10 * Timing.SEQUENCE_RESERVE; i++) {
            sequences.limitWanted().ifPresent(sequences::stored);
            long limit = sequences.last() + Timing.SEQUENCE_RESERVE / 2;
            assertThat(sequences.next()).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void goesOnAboveWhatIsHeld() {
        Sequences sequences = new Sequences(5);
        sequences.stored(5 + Timing.SEQUENCE_RESERVE);

        assertThat(sequences.above(1_000_000)).isTrue();
        assertThat(sequences.next()).isEqualTo(1_000_001);
        assertThat(sequences.limitWanted()).hasValue(1_000_001 + Timing.SEQUENCE_RESERVE);
        assertThat(sequences.above(3)).isTrue();
        assertThat(sequences.next()).isEqualTo(1_000_002);
    }

    @Test
    void aLieCannotUseUpTheNumbers() {
        Sequences sequences = new Sequences(5);

        for (long lie : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 6 + Timing.SEQUENCE_JUMP}) {
            assertThat(sequences.above(lie)).as("%d", lie).isFalse();
        }
        assertThat(sequences.next()).isEqualTo(6);
    }
}
