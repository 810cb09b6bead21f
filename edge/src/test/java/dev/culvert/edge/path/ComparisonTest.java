package dev.culvert.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of several direct paths is used, and for how long. */
final class ComparisonTest {
    private static final long MINUTE_MS = 60_000;
    private static final long HELD_MS = Timing.PATH_BETTER_NS / 1_000_000;

    /** The other one is used for its kind. */
    private static PathBench bothDirect() {
        PathBench bench = new PathBench();
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        assertThat(bench.machine.active()).isEqualTo(bench.other);
        return bench;
    }

    private static List<PathChange> changesSince(PathBench bench, long timeNs) {
        return bench.machine.changes().stream()
                .filter(change -> change.timeNs() - timeNs >= 0)
                .toList();
    }

    @Test
    void pathsThatLoseAlike_areNotChanged() {
        for (int seed = 0; seed < 20; seed++) {
            PathBench bench = bothDirect();
            long sinceNs = bench.nowNs();
            bench.random.setSeed(seed);
            bench.loss = 0.1;
            bench.send(10 * MINUTE_MS);
            assertThat(changesSince(bench, sinceNs)).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void pathThatLosesLess_isUsed_onceEnoughWasCounted_andRemains() {
        PathBench bench = bothDirect();
        long sinceNs = bench.nowNs();
        bench.losses.put(bench.other, 0.12);
        bench.send(MINUTE_MS);
        assertThat(bench.machine.active()).as("too few pings are no proof").isEqualTo(bench.other);
        bench.send(10 * MINUTE_MS);
        assertThat(bench.machine.active()).isEqualTo(bench.direct);
        assertThat(changesSince(bench, sinceNs)).hasSize(1);
    }

    @Test
    void pathOfABetterKind_isReturnedTo_whenItHasNotBeenWorseForAWhile() {
        PathBench bench = bothDirect();
        bench.detourMs.put(bench.other, 100L);
        bench.send(MINUTE_MS);
        assertThat(bench.machine.active()).isEqualTo(bench.direct);

        bench.detourMs.clear();
        while (roundTripMs(bench, bench.other) > 24) {
            bench.send(25);
            assertThat(bench.machine.active()).isEqualTo(bench.direct);
        }
        bench.send(HELD_MS - 100);
        assertThat(bench.machine.active())
                .as("it may have been a moment's luck")
                .isEqualTo(bench.direct);
        bench.send(200);
        assertThat(bench.machine.active()).isEqualTo(bench.other);
    }

    @Test
    void timeThatAPathWasBetter_countsTowardsThePathInUseAlone() {
        PathBench bench = bothDirect();
        Path third = Path.direct(bench.port, PathBench.endpoint("198.51.100.3"), null);
        bench.meet(third, CandidateKind.OBSERVED);
        bench.detourMs.put(third, 20L);
        bench.send(MINUTE_MS); // it is measured
        bench.detourMs.put(bench.other, 500L);
        bench.send(HELD_MS - 2_000); // both are better
        bench.cut.add(bench.other);
        bench.send(2_000);
        assertThat(bench.machine.active()).as("it answered last").isEqualTo(third);
        bench.send(HELD_MS - 2_000);
        assertThat(bench.machine.active()).isEqualTo(third);
        bench.send(3_000);
        assertThat(bench.machine.active()).isEqualTo(bench.direct);
    }

    private static long roundTripMs(PathBench bench, Path path) {
        return bench.report(path).orElseThrow().roundTripNs() / 1_000_000;
    }
}
