package dev.culvert.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of 5 ms; pings of a size that passes are answered after a round trip, unless they are lost. */
class SizeSearchTest {
    private static final int MTU = 1_400;
    private static final long ROUND_TRIP_NS = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private record Answer(long atNs, int size) {}

    private final SizeSearch search = new SizeSearch(MTU);
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Set<Integer> asked = new HashSet<>();
    private final Random random = new Random(5);
    private long nowNs = 1;
    private int sent;

    private void run(long milliseconds, int passes, double loss) {
        long endNs = nowNs + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        for (; nowNs < endNs; nowNs += STEP_NS) {
            while (!answers.isEmpty() && answers.peek().atNs <= nowNs) {
                search.onAnswered(answers.remove().size);
            }
            for (int size : search.due(ROUND_TRIP_NS, nowNs)) {
                sent++;
                asked.add(size);
                if (size <= passes && random.nextDouble() >= loss) {
                    answers.add(new Answer(nowNs + ROUND_TRIP_NS, size));
                }
            }
        }
    }

    @Test
    void pathThatCarriesAll_isKnownAfterOneRoundTrip() {
        search.start(nowNs);
        run(90, MTU, 0);
        assertThat(search.answered()).isEqualTo(MTU);
        assertThat(search.isRunning()).isFalse();
        assertThat(sent).as("two bursts of three sizes").isLessThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_399, 1_352, 1_280, 1_279, 1_100, 1_064, 1_000, 999, 800, 768, 500, 496})
    void largestSizeIsFound_toAStepOf16(int passes) {
        search.start(nowNs);
        run(10_000, passes, 0);
        assertThat(search.isRunning()).isFalse();
        assertThat(search.answered()).isBetween(passes - 15, passes);
    }

    @Test
    void lossesDelayIt_andDoNotMislead() {
        for (int seed = 0; seed < 200; seed++) {
            answers.clear();
            search.start(nowNs);
            run(15_000, 1_200, 0.1);
            assertThat(search.answered()).isLessThanOrEqualTo(1_200).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void pathThatCarriesNothing_isGivenUpSoon() {
        search.start(nowNs);
        run(2_000, 0, 0);
        assertThat(search.isRunning()).isFalse();
        assertThat(search.answered()).isZero();
        assertThat(sent).isLessThanOrEqualTo(20);
    }

    @Test
    void refusedSizeIsNotAskedAgain_untilItIsTimeForMore() {
        search.start(nowNs);
        search.refuse(1_300, nowNs);
        run(3_000, MTU, 0);
        assertThat(search.answered()).isEqualTo(1_299);
        assertThat(asked).doesNotContain(MTU, 1_300);
        search.raise(1_299, nowNs);
        assertThat(search.answered()).as("what passes goes on to be used").isEqualTo(1_299);
        run(1_000, MTU, 0);
        assertThat(search.answered()).isEqualTo(MTU);
    }

    @Test
    void firstResult_waitsUntilTheLargestHadItsTime() {
        search.start(nowNs);
        run(120, 1_280, 0);
        assertThat(search.answered()).isEqualTo(1_280);
        assertThat(search.hasFirstResult(ROUND_TRIP_NS, nowNs)).isFalse();
        run(400, 1_280, 0);
        assertThat(search.hasFirstResult(ROUND_TRIP_NS, nowNs)).isTrue();
        assertThat(List.of(search.answered())).containsExactly(1_280);
    }
}
