package dev.culvert.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.FakePort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Steps of 10 ms; every ping by a path that is not cut is answered after 20 ms. */
final class PathMachineTest {
    private static final long STEP_MS = 10;
    private static final int MTU = 1_400;
    private static final FakePort PORT = new FakePort();
    private static final long ROUND_TRIP_MS = 20;
    private static final PublicKey FIRST = key(1);
    private static final PublicKey SECOND = key(2);

    private record Pong(long atMs, long id) {}

    private final PathMachine machine = new PathMachine(new Random(1), PORT, MTU, Keepalive.USUAL);
    private final Path first = relayed(1);
    private final Path second = relayed(2);
    private final Set<Path> cut = new HashSet<>();
    private final Deque<Pong> pongs = new ArrayDeque<>();
    private final List<PathAction> seen = new ArrayList<>();
    private long nowMs = 1_000;
    private boolean sending = true;
    private long lastDataMs;

    @Test
    void firstPath_isUsedAtOnce() {
        assertThat(machine.relay(FIRST, first, 0)).containsExactly(new PathAction.Use(first, MTU, null));
        assertThat(machine.relay(SECOND, second, 0)).isEmpty();
        assertThat(machine.relay(FIRST, first, 0)).as("the same again").isEmpty();
        assertThat(machine.active()).isEqualTo(first);
    }

    @Test
    void pings_flowOnlyWhileDataDoes_andFiveSecondsAfter() {
        bothPaths();
        sending = false;
        run(10_000);
        assertThat(seen).isEmpty();
        sending = true;
        run(1_000); // with what finds the sizes
        seen.clear();
        run(5_000);
        assertThat(pingsBy(first)).isEqualTo(20);
        assertThat(pingsBy(second)).as("the spare").isEqualTo(1);
        sending = false;
        run(5_000);
        seen.clear();
        run(10_000);
        assertThat(seen).isEmpty();
        assertThat(machine.isBusy()).isFalse();
    }

    @Test
    void deadPath_isLeftWithin1300Milliseconds_forTheOneThatAnswers() {
        bothPaths();
        run(3_000);
        cut.add(first);
        run(900); // the last pong came up to 250 ms before the cut
        assertThat(machine.active()).isEqualTo(first);
        run(400);
        assertThat(machine.active()).isEqualTo(second);
        assertThat(machine.activeVia()).isEqualTo(SECOND);
    }

    /** Silence counts from the last pong, not from the ping after it. */
    @Test
    void cutPath_isInDoubtAfterHalfASecond_whenEverItIsCut() {
        bothPaths();
        for (int phase = 0; phase < 25; phase++) {
            cut.clear();
            run(20_000 + STEP_MS * phase);
            Path active = Objects.requireNonNull(machine.active());
            cut.add(active);
            seen.clear();
            run(Timing.PATH_DOUBT_NS / 1_000_000 + 2 * STEP_MS);
            assertThat(seen)
                    .as("phase %s ms", STEP_MS * phase)
                    .anyMatch(action -> action instanceof PathAction.Use use && use.mirror() != null);
        }
    }

    /** Three pings in a row, the first within a second: it was silent for a reason that nobody knows. */
    @Test
    void deadDirectPath_returnsSlowly() {
        Path direct = directPath();
        cut.add(direct);
        run(3_000);
        assertThat(machine.isDirect()).isFalse();
        cut.clear();
        run(510);
        assertThat(machine.isDirect()).isFalse();
        run(1_200);
        assertThat(machine.active()).isEqualTo(direct);
    }

    /** An edge has moved: its path was not bad, and is as good as a new one when it answers again. */
    @Test
    void directPathThatWasLostByMoving_returnsWithItsFirstAnswer() {
        Path direct = directPath();
        cut.add(direct);
        machine.probeAll(ns(nowMs));
        run(1_500);
        assertThat(machine.isDirect()).isFalse();
        cut.clear();
        machine.onProbeAnswered(direct, CandidateKind.OBSERVED, ns(nowMs));
        run(5 * ROUND_TRIP_MS); // its second padded ping
        assertThat(machine.active()).isEqualTo(direct);
    }

    @Test
    void pathThatAnswersAfterAMove_hasNotMoved() {
        Path direct = directPath();
        machine.probeAll(ns(nowMs));
        run(1_000);
        cut.add(direct);
        run(1_500);
        cut.clear();
        machine.onProbeAnswered(direct, CandidateKind.OBSERVED, ns(nowMs));
        run(5 * ROUND_TRIP_MS); // its second padded ping
        assertThat(machine.isDirect()).isFalse();
    }

    @Test
    void pathThatComesBack_isNotReturnedTo_whileTheOtherAnswers() {
        bothPaths();
        run(1_000);
        cut.add(first);
        run(3_000);
        cut.clear();
        seen.clear();
        run(20_000);
        assertThat(seen).noneMatch(this::isSwitch);
    }

    @Test
    void noPathAnswers_asksForNewKeysAfterTwoSeconds_andStays() {
        bothPaths();
        run(1_000);
        cut.add(first);
        cut.add(second);
        run(1_700); // the last pong came up to 250 ms before the cut
        assertThat(seen).noneMatch(PathAction.Renew.class::isInstance);
        run(600);
        assertThat(seen).anyMatch(PathAction.Renew.class::isInstance);
        assertThat(machine.active()).isNotNull();
    }

    @Test
    void silenceDuringARest_isNone() {
        bothPaths();
        run(1_000);
        sending = false;
        run(60_000);
        seen.clear();
        sending = true;
        run(3_000);
        assertThat(seen).allMatch(PathAction.Ping.class::isInstance);
    }

    @Test
    void fewLostPings_areNoReasonToSwitch() {
        bothPaths();
        Random random = new Random(7);
        for (int i = 0; i < 360_000; i++) { // an hour
            cut.clear();
            if (random.nextInt(100) < 19) { // 10 % each way
                cut.add(first);
            }
            run(STEP_MS);
        }
        assertThat(seen).noneMatch(this::isSwitch);
    }

    @Test
    void removedPath_givesWayToTheOther_andTheLastToNone() {
        bothPaths();
        assertThat(machine.leave(FIRST, ns(nowMs))).containsExactly(new PathAction.Use(second, MTU, null));
        assertThat(machine.leave(FIRST, ns(nowMs))).isEmpty();
        assertThat(machine.leave(SECOND, ns(nowMs))).containsExactly(new PathAction.Use(null, MTU, null));
        assertThat(machine.isEmpty()).isTrue();
    }

    @Test
    void replacedPath_isUsedInItsPlace() {
        bothPaths();
        Path renewed = relayed(3);
        assertThat(machine.relay(FIRST, renewed, ns(nowMs))).containsExactly(new PathAction.Use(renewed, MTU, null));
    }

    @Test
    void pongs_measureTheRoundTrip_andStrangeOnesNothing() {
        bothPaths();
        machine.onPong(42, 5);
        assertThat(machine.report(5).getFirst().roundTripNs()).isZero();
        run(5_000);
        assertThat(machine.report(ns(nowMs)).getFirst().roundTripNs()).isEqualTo(ns(ROUND_TRIP_MS));
    }

    private void bothPaths() {
        machine.relay(FIRST, first, ns(nowMs));
        machine.relay(SECOND, second, ns(nowMs));
    }

    /** In use, beside a relay. */
    private Path directPath() {
        Path direct = new Path(PORT, new Endpoint(IpAddress.parse("198.51.100.7"), 7777), null, null);
        machine.relay(FIRST, first, ns(nowMs));
        run(1_000);
        machine.onProbeAnswered(direct, CandidateKind.OBSERVED, ns(nowMs));
        run(2_000);
        assertThat(machine.active()).isEqualTo(direct);
        return direct;
    }

    private void run(long milliseconds) {
        for (long end = nowMs + milliseconds; nowMs < end; nowMs += STEP_MS) {
            while (!pongs.isEmpty() && pongs.peek().atMs <= nowMs) {
                seen.addAll(machine.onPong(pongs.remove().id, ns(nowMs)));
            }
            if (sending) {
                lastDataMs = nowMs;
            }
            long sentNs = lastDataMs == 0 ? Activity.NEVER : ns(lastDataMs);
            for (PathAction action : machine.onTick(sentNs, Activity.NEVER, ns(nowMs))) {
                seen.add(action);
                if (action instanceof PathAction.Ping(Path path, long id, int _) && !cut.contains(path)) {
                    pongs.add(new Pong(nowMs + ROUND_TRIP_MS, id));
                }
            }
        }
    }

    private boolean isSwitch(PathAction action) {
        return action instanceof PathAction.Use use && !first.equals(use.path());
    }

    private long pingsBy(Path path) {
        return seen.stream()
                .filter(action ->
                        action instanceof PathAction.Ping ping && ping.path().equals(path))
                .count();
    }

    private static long ns(long milliseconds) {
        return TimeUnit.MILLISECONDS.toNanos(milliseconds);
    }

    private static Path relayed(int id) {
        return new Path(PORT, new Endpoint(IpAddress.parse("192.0.2." + id), 7654), null, new RelayLeg(2 * id, id));
    }

    private static PublicKey key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return PublicKey.of(bytes);
    }
}
