package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.session.ReplayWindow.Verdict;
import dev.culvert.common.time.Timing;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private static final long WINDOW = ReplayWindow.REACH;
    private static final long LIMIT = WINDOW + 1;
    private static final long REJECT = Timing.REJECT_AFTER_MESSAGES;

    private final ReplayWindow window = new ReplayWindow();

    /** The numbered cases of the kernel's self-test ({@code src/selftest/counter.c}); its T_LIM is {@link #LIMIT}. */
    @Test
    void numberedCasesOfTheKernel() {
        long[][] cases = {
            {0, 1},
            {1, 1},
            {1, 0},
            {9, 1},
            {8, 1},
            {7, 1},
            {7, 0},
            {LIMIT, 1},
            {LIMIT - 1, 1},
            {LIMIT - 1, 0},
            {LIMIT - 2, 1},
            {2, 1},
            {2, 0},
            {LIMIT + 16, 1},
            {3, 0},
            {LIMIT + 16, 0},
            {LIMIT * 4, 1},
            {LIMIT * 4 - (LIMIT - 1), 1},
            {10, 0},
            {LIMIT * 4 - LIMIT, 0},
            {LIMIT * 4 - (LIMIT + 1), 0},
            {LIMIT * 4 - (LIMIT - 2), 1},
            {LIMIT * 4 + 1 - LIMIT, 0},
            {0, 0},
            {REJECT, 0},
            {REJECT - 1, 1},
            {REJECT, 0},
            {REJECT - 1, 0},
            {REJECT - 2, 1},
            {REJECT + 1, 0},
            {REJECT + 2, 0},
            {REJECT - 2, 0},
            {REJECT - 3, 1},
            {0, 0}
        };
        assertThat(cases).hasNumberOfRows(34);
        for (int i = 0; i < cases.length; i++) {
            assertThat(accepts(cases[i][0])).as("case %d", i + 1).isEqualTo(cases[i][1] == 1);
        }
    }

    // The six loops of the same self-test.

    @Test
    void upFromOne_thenZeroOnce() {
        acceptUp(1, WINDOW);
        assertThat(accepts(0)).isTrue();
        assertThat(accepts(0)).isFalse();
    }

    @Test
    void upFromTwo_oneIsStillInReachAndZeroIsNot() {
        acceptUp(2, WINDOW + 1);
        assertThat(accepts(1)).isTrue();
        assertThat(accepts(0)).isFalse();
    }

    @Test
    void downToZero() {
        acceptDown(WINDOW, 0);
    }

    @Test
    void downToOneFromOneFurther_zeroIsOutOfReach() {
        acceptDown(WINDOW + 1, 1);
        assertThat(accepts(0)).isFalse();
    }

    @Test
    void downToOne_thenOneFurther_zeroIsOutOfReach() {
        acceptDown(WINDOW, 1);
        assertThat(accepts(WINDOW + 1)).isTrue();
        assertThat(accepts(0)).isFalse();
    }

    @Test
    void downToOne_thenZero_thenOneFurther() {
        acceptDown(WINDOW, 1);
        assertThat(accepts(0)).isTrue();
        assertThat(accepts(WINDOW + 1)).isTrue();
    }

    @Test
    void duplicateAndTooOld_areToldApart() {
        assertThat(window.accept(5)).isEqualTo(Verdict.ACCEPTED);
        assertThat(window.accept(5)).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.accept(WINDOW + 6)).isEqualTo(Verdict.ACCEPTED);
        assertThat(window.accept(5)).isEqualTo(Verdict.TOO_OLD);
        assertThat(window.accept(6)).isEqualTo(Verdict.ACCEPTED);
        assertThat(window.accept(6)).isEqualTo(Verdict.DUPLICATE);
        assertThat(window.accept(REJECT)).isEqualTo(Verdict.TOO_OLD);
    }

    @Test
    void anyOrder_asASlowReferenceSays() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ReplayWindow tried = new ReplayWindow();
            Set<Long> seen = new HashSet<>();
            long start = seed % 2 == 0 ? 0 : REJECT - 40_000_000; // also where counters are negative as Java's long
            long head = start;
            boolean any = false;
            for (int i = 0; i < 20_000; i++) {
                long counter = Math.max(0, head - start + jump(random)) + start;
                Verdict expected = Verdict.ACCEPTED;
                if (any && head - counter > WINDOW) {
                    expected = Verdict.TOO_OLD;
                } else if (!seen.add(counter)) {
                    expected = Verdict.DUPLICATE;
                }
                assertThat(tried.accept(counter))
                        .as("seed %d, step %d, counter %d", seed, i, counter)
                        .isEqualTo(expected);
                if (!any || counter - head > 0) {
                    head = counter;
                }
                any = true;
            }
        }
    }

    /** Mostly near the head on either side; at times around the window's end, or a leap over parts or all of it. */
    private static long jump(Random random) {
        return switch (random.nextInt(200)) {
            case 0, 1 -> -WINDOW + random.nextInt(130) - 65;
            case 2 -> random.nextInt(5_000);
            case 3 -> random.nextInt(20) == 0 ? WINDOW + random.nextInt(130) - 65 : 1;
            default -> random.nextInt(200) - 150;
        };
    }

    private boolean accepts(long counter) {
        return window.accept(counter) == Verdict.ACCEPTED;
    }

    private void acceptUp(long first, long last) {
        for (long counter = first; counter <= last; counter++) {
            assertThat(accepts(counter)).isTrue();
        }
    }

    private void acceptDown(long first, long last) {
        for (long counter = first; counter >= last; counter--) {
            assertThat(accepts(counter)).isTrue();
        }
    }
}
