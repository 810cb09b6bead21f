package dev.culvert.edge.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.common.path.Path;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.FakePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Direct paths beside a relay: which is used, which is copied to, which are kept. */
final class DirectPathsTest {
    private static final long UNHEARD_MS = Timing.PATH_UNHEARD_NS / 1_000_000;
    private static final long MINUTE_MS = 60_000;

    private final PathBench bench = new PathBench();

    private PathAction.Use use() {
        return bench.uses.getLast().what();
    }

    // -- a new path proves itself ------------------------------------------------------------------------------------

    @Test
    void promotion_isMirrored_untilAPingSentAfterItIsAnswered() {
        bench.roundTripMs = 80;
        bench.forget();
        bench.perform(bench.machine.onPing(bench.direct, CandidateKind.OBSERVED, bench.nowNs()));
        bench.send(4_000);
        List<PathBench.Done<PathAction.Use>> mirrored = bench.uses.stream()
                .filter(use -> bench.relay.equals(use.what().mirror()))
                .toList();
        long promotedMs = mirrored.getFirst().atMs();
        long provenMs = bench.uses.stream()
                .filter(use -> use.atMs() > promotedMs && use.what().mirror() == null)
                .findFirst()
                .orElseThrow()
                .atMs();
        assertThat(provenMs - promotedMs).isBetween(80L, 80 + 2 * Timing.BUSY_TICK_NS / 1_000_000);
    }

    @Test
    void change_tellsTheRoundTripOfThePath_asFarAsItIsKnown() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        assertThat(bench.machine.changes())
                .extracting(PathChange::path, PathChange::roundTripNs)
                .containsExactly(tuple(bench.relay, 0L), tuple(bench.direct, bench.roundTripMs * 1_000_000));
    }

    @Test
    void promotion_isMirroredForASecondAtMost_whereNothingIsPinged() {
        bench.rest(6_000);
        bench.forget();
        bench.perform(bench.machine.onPing(bench.direct, CandidateKind.OBSERVED, bench.nowNs()));
        bench.rest(3_000);
        PathBench.Done<PathAction.Use> promoted = bench.uses.stream()
                .filter(use -> bench.relay.equals(use.what().mirror()))
                .findFirst()
                .orElseThrow();
        PathBench.Done<PathAction.Use> proven = bench.uses.getLast();
        assertThat(proven.what()).isEqualTo(new PathAction.Use(bench.direct, PathBench.MTU, null));
        assertThat(proven.atMs() - promoted.atMs()).isBetween(1_000L, 1_000 + Timing.TICK_NS / 1_000_000);
    }

    // -- idle paths that died ----------------------------------------------------------------------------------------

    @Test
    void unheardPath_isMirroredByTheRelay_notByAnotherUnheardOne() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        assertThat(use()).isEqualTo(new PathAction.Use(bench.other, PathBench.MTU, null));
        bench.rest(UNHEARD_MS + 10_000);
        assertThat(use()).isEqualTo(new PathAction.Use(bench.other, PathBench.MTU, bench.relay));
    }

    @Test
    void bothDirectPathsDieWhileIdle_theRelayCarriesAllTheTime() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        bench.rest(MINUTE_MS);
        bench.cut.addAll(Set.of(bench.direct, bench.other));
        PathBench.Done<PathAction.Use> first = bench.uses.getLast();
        bench.forget();
        bench.uses.add(first);
        bench.send(3_000);
        assertThat(bench.uses.stream().map(PathBench.Done::what))
                .allMatch(use -> bench.relay.equals(use.path()) || bench.relay.equals(use.mirror()));
        assertThat(use().path()).isEqualTo(bench.relay);
    }

    @Test
    void pathInUse_isMirroredByASpareThatWasHeard() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        bench.cut.add(bench.other);
        bench.forget();
        bench.send(900);
        assertThat(use()).isEqualTo(new PathAction.Use(bench.other, PathBench.MTU, bench.direct));
    }

    @Test
    void mirror_staysTheSame_whileItAnswers() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        Path third = Path.direct(bench.port, PathBench.endpoint("198.51.100.3"), null);
        bench.meet(third, CandidateKind.OBSERVED);
        bench.detourMs.put(third, 10L); // of two that were asked together now one answers last, now the other
        bench.cut.add(bench.other);
        bench.forget();
        bench.send(1_150);
        assertThat(bench.uses.stream()
                        .map(use -> use.what().mirror())
                        .filter(Objects::nonNull)
                        .distinct())
                .hasSize(1);
    }

    /** There is nothing to ping with before there are keys: what was idle must not be taken for what answers. */
    @Test
    void handshakeThatIsNotAnswered_goesByTheNextPath_untilThatOneIsNotAnswered() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.rest(10 * MINUTE_MS);
        bench.cut.addAll(Set.of(bench.direct, bench.relay));
        bench.forget();
        assertThat(bench.machine.useNext(bench.nowNs())).as("once is chance").isEmpty();
        bench.perform(bench.machine.useNext(bench.nowNs()));
        assertThat(bench.uses).hasSize(1);
        assertThat(use()).as("and by nothing else").isEqualTo(new PathAction.Use(bench.relay, PathBench.MTU, null));
        bench.rest(500);
        assertThat(bench.uses).as("ticks change nothing").hasSize(1);
        bench.perform(bench.machine.useNext(bench.nowNs()));
        assertThat(use()).isEqualTo(new PathAction.Use(bench.direct, PathBench.MTU, null));

        bench.perform(bench.machine.useNext(bench.nowNs()));
        bench.cut.clear();
        bench.send(1_000);
        assertThat(use().path()).as("there are keys, and it answers").isEqualTo(bench.direct);
    }

    @Test
    void handshakeThatIsNotAnswered_hasNowhereElseToGo_whereThereIsOnePath() {
        assertThat(bench.machine.useNext(bench.nowNs())).isEmpty();
    }

    @Test
    void changeOfNetwork_leavesNoIdlePathTrusted() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.rest(7_000);
        bench.cut.add(bench.direct);
        bench.forget();
        bench.perform(bench.machine.probeAll(bench.nowNs()));
        assertThat(bench.pings).hasSize(1);
        bench.rest(2_000);
        assertThat(use().mirror())
                .as("the first data goes by the relay as well")
                .isEqualTo(bench.relay);
        bench.send(2_000);
        assertThat(use().path()).isEqualTo(bench.relay);
    }

    @Test
    void changeOfNetwork_isNoneForAPathThatAnswers() {
        bench.meet(bench.direct, CandidateKind.OBSERVED);
        bench.rest(7_000);
        bench.perform(bench.machine.probeAll(bench.nowNs()));
        bench.rest(1_000);
        assertThat(use()).isEqualTo(new PathAction.Use(bench.direct, PathBench.MTU, null));
    }

    // -- spares ------------------------------------------------------------------------------------------------------

    @Test
    void spareThatLosesAPing_lives() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        bench.loss = 0.02;
        bench.forget();
        bench.send(30 * MINUTE_MS);
        assertThat(bench.deaths()).isZero();
        assertThat(bench.pings.stream().filter(ping -> ping.what().path().equals(bench.direct)))
                .as("one each 5 s, and few more")
                .hasSizeLessThan(2 * 360);
    }

    @Test
    void spareThatIsCut_diesAfterManyPings() {
        bench.meet(bench.direct, CandidateKind.OBSERVED).meet(bench.other, CandidateKind.PUBLIC);
        bench.cut.add(bench.direct);
        bench.forget();
        bench.send(5_000 + 1_500);
        assertThat(bench.deaths()).isEqualTo(1);
        assertThat(bench.pings.stream().filter(ping -> ping.what().path().equals(bench.direct)))
                .hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void directPathsBeyondTheSpares_areLeft_andTheirPortsClosed() {
        List<Path> found = manyPaths();
        bench.send(4_000);
        assertThat(bench.directPaths()).hasSize(1 + Limits.PATH_SPARES);
        assertThat(bench.seen.stream().filter(PathAction.Release.class::isInstance))
                .hasSize(found.size() - 1 - Limits.PATH_SPARES);
        bench.forget();

        Path another = Path.direct(bench.port, PathBench.endpoint("192.0.2.77"), null);
        bench.perform(bench.machine.onPing(another, CandidateKind.PREDICTED, bench.nowNs()));
        assertThat(bench.pings).as("enough").isEmpty();
        bench.meet(bench.other, CandidateKind.PUBLIC);
        assertThat(use().path()).as("but it is better").isEqualTo(bench.other);
        assertThat(bench.directPaths()).hasSize(1 + Limits.PATH_SPARES);
    }

    @Test
    void directPathThatThePeerSendsBy_isKept() {
        List<Path> found = manyPaths();
        for (int i = 0; i < 40; i++) {
            bench.perform(bench.machine.onPing(found.getLast(), CandidateKind.PREDICTED, bench.nowNs()));
            bench.send(250);
        }
        assertThat(bench.directPaths()).hasSize(1 + Limits.PATH_SPARES).contains(found.getLast());
    }

    private List<Path> manyPaths() {
        bench.forget();
        List<Path> found = Stream.generate(() -> Path.direct(new FakePort(), PathBench.endpoint("198.51.100.2"), null))
                .limit(10)
                .toList();
        List<PathAction> actions = new ArrayList<>();
        found.forEach(
                path -> actions.addAll(bench.machine.onProbeAnswered(path, CandidateKind.PREDICTED, bench.nowNs())));
        bench.perform(actions);
        return found;
    }
}
