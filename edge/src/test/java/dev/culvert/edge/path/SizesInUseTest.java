package dev.culvert.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looking for a path's size does to the path meanwhile: nothing. */
final class SizesInUseTest {
    private static final long MINUTE_MS = 60_000;

    private final PathBench bench = new PathBench();

    private List<Integer> limits() {
        return bench.uses.stream()
                .map(PathBench.Done::what)
                .filter(use -> bench.direct.equals(use.path()))
                .map(PathAction.Use::packetLimit)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_004, 1_100, 1_200, 1_290, 1_300, 1_340, 1_360, 1_400})
    void sizesThatDoNotPass_areNoBlackHole_noLossAndNoDoubt(int passes) {
        for (long roundTripMs : List.of(10L, 80L)) {
            PathBench tried = new PathBench();
            tried.carries = passes;
            tried.roundTripMs = roundTripMs;
            tried.meet(tried.direct, CandidateKind.OBSERVED);
            assertThat(tried.uses.getLast().what().mirror())
                    .as("it has proved itself")
                    .isNull();
            tried.send(MINUTE_MS);

            assertThat(tried.uses.stream()
                            .map(PathBench.Done::what)
                            .filter(use -> tried.direct.equals(use.path()))
                            .map(PathAction.Use::packetLimit))
                    .as("round trip %s ms", roundTripMs)
                    .isSorted();
            PathReport report = tried.report(tried.direct).orElseThrow();
            assertThat(report.active()).isTrue();
            assertThat(report.packetLimit()).isBetween(passes - Limits.SIZE_STEP + 1, passes);
            assertThat(report.lossPercent()).isZero();
            assertThat(tried.uses.stream()
                            .filter(use -> tried.direct.equals(use.what().path()))
                            .filter(use -> use.what().mirror() != null))
                    .as("only the promotion is mirrored")
                    .hasSizeLessThanOrEqualTo(2);
            assertThat(tried.deaths()).isZero();
        }
    }

    @Test
    void livenessIsAsked_whileSizesAre() {
        bench.carries = 1_290;
        bench.perform(bench.machine.onPing(bench.direct, CandidateKind.OBSERVED, bench.nowNs()));
        bench.send(500);
        bench.forget();
        bench.send(1_000); // 1,328 and so on are tried
        assertThat(bench.pings.stream()
                        .map(PathBench.Done::what)
                        .filter(ping -> ping.path().equals(bench.direct) && ping.paddedTo() <= 1_290))
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(bench.uses).allMatch(use -> use.what().mirror() == null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_004, 1_290, 1_360})
    void searchForMore_killsNoIdlePath(int passes) {
        bench.carries = passes;
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        int limit = bench.report(bench.direct).orElseThrow().packetLimit();
        bench.forget();
        bench.rest(25 * MINUTE_MS);
        assertThat(bench.pings).as("more was looked for").isNotEmpty();
        assertThat(bench.deaths()).isZero();
        assertThat(limits()).allMatch(found -> found >= limit);
        assertThat(bench.machine.isDirect()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_004, 1_290, 1_360})
    void searchForMore_lowersNoLimit(int passes) {
        bench.carries = passes;
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        int limit = bench.report(bench.direct).orElseThrow().packetLimit();
        bench.forget();
        bench.send(25 * MINUTE_MS);
        assertThat(limits()).allMatch(found -> found >= limit);
        assertThat(bench.uses).allMatch(use -> use.what().mirror() == null);
    }

    @Test
    void pathThatCarriesMoreByNow_isUsedForIt() {
        bench.carries = 1_290;
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.carries = PathBench.MTU;
        bench.send(11 * MINUTE_MS);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isEqualTo(PathBench.MTU);
    }

    @Test
    void blackHole_isFoundWithinFiveSeconds_andMeasured() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.carries = 1_200;
        bench.send(5_000);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isBetween(1_000, 1_200);
        bench.send(5_000);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isBetween(1_185, 1_200);
        assertThat(bench.machine.isDirect()).isTrue();
    }

    /** Three padded pings in a row are lost each two minutes. */
    @Test
    void losses_areNoBlackHole() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.loss = 0.1;
        bench.forget();
        bench.send(60 * MINUTE_MS);
        assertThat(limits()).allMatch(limit -> limit == PathBench.MTU);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_400, 1_290, 1_000, 768})
    void blackHole_isLeftWithinFiveSeconds_fromWhateverSize(int before) {
        for (int phase = 0; phase < 20; phase++) {
            PathBench tried = new PathBench();
            tried.roundTripMs = 80;
            tried.carries = before;
            tried.meet(tried.direct, CandidateKind.OBSERVED);
            tried.send(5_000 + 50 * phase);
            tried.carries = 600;
            tried.send(5_000);
            assertThat(tried.report(tried.direct).orElseThrow().packetLimit())
                    .as("phase %s ms", 50 * phase)
                    .isBetween(496, 600);
        }
    }

    /** What was too large where it led before is asked for again. */
    @Test
    void pathThatComesBackElsewhere_isMeasuredAnew() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.carries = 1_200;
        bench.send(10_000);
        bench.carries = 1_000;
        bench.send(10_000);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isBetween(985, 1_000);
        bench.cut.add(bench.direct);
        bench.perform(bench.machine.probeAll(bench.nowNs()));
        bench.send(3_000);
        assertThat(bench.machine.isDirect()).isFalse();
        bench.cut.clear();
        bench.carries = PathBench.MTU;
        bench.send(10_000);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isEqualTo(PathBench.MTU);
    }

    @Test
    void refusedSize_isLeftAtOnce_andTheNextThatPassesIsFound() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.carries = 1_270;
        bench.perform(bench.machine.onTooBig(bench.direct, 1_300, bench.nowNs()));
        assertThat(bench.uses.getLast().what().packetLimit()).isEqualTo(1_299);
        bench.send(3_000);
        assertThat(bench.report(bench.direct).orElseThrow().packetLimit()).isBetween(1_255, 1_270);
    }
}
