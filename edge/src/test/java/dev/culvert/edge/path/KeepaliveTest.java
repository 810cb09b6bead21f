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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps an idle direct path open. Pings are answered at once, unless the path is cut. */
class KeepaliveTest {
    private static final FakePort PORT = new FakePort();
    private static final PublicKey SUPERNODE = PublicKey.of(new byte[PublicKey.BYTES]);
    private static final Path RELAY =
            new Path(PORT, new Endpoint(IpAddress.parse("192.0.2.1"), 7654), null, new RelayLeg(2, 1));
    private static final Path DIRECT = Path.direct(PORT, new Endpoint(IpAddress.parse("198.51.100.7"), 7777), null);

    private final List<PathAction> seen = new ArrayList<>();
    private PathMachine machine = new PathMachine(new Random(1), PORT, 1_400, Keepalive.USUAL);
    private boolean cut;
    private long lastDataNs = Activity.NEVER;
    private long nowNs = 1;

    private void start(Keepalive keepalive) {
        machine = new PathMachine(new Random(1), PORT, 1_400, keepalive);
        machine.relay(SUPERNODE, RELAY, nowNs);
        meet();
    }

    private void meet() {
        answer(machine.onProbeAnswered(DIRECT, CandidateKind.OBSERVED, nowNs));
        use(2);
        assertThat(machine.isDirect()).isTrue();
    }

    private void answer(List<PathAction> actions) {
        seen.addAll(actions);
        for (PathAction action : actions) {
            if (action instanceof PathAction.Ping(Path path, long id, int _) && !(cut && path.equals(DIRECT))) {
                answer(machine.onPong(id, nowNs));
            }
        }
    }

    private void run(long seconds, boolean used) {
        for (long end = nowNs + TimeUnit.SECONDS.toNanos(seconds); nowNs < end; nowNs += Timing.BUSY_TICK_NS) {
            lastDataNs = used ? nowNs : lastDataNs;
            answer(machine.onTick(lastDataNs, Activity.NEVER, nowNs));
        }
    }

    private void use(long seconds) {
        run(seconds, true);
    }

    private long refreshesIn(long seconds) {
        seen.clear();
        run(seconds, false);
        return seen.stream().filter(PathAction.Refresh.class::isInstance).count();
    }

    /** It is idle, is lost meanwhile, is used again, and found again. */
    private void loseWhileIdle() {
        run(300, false);
        cut = true;
        use(3);
        assertThat(machine.isDirect()).isFalse();
        cut = false;
        use(3);
        assertThat(machine.isDirect()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10, 60", "15, 40", "60, 10"})
    void fixedInterval_isKept_whateverHappens(int seconds, long inTenMinutes) {
        start(Keepalive.fixed(seconds));
        assertThat(refreshesIn(610)).isBetween(inTenMinutes, inTenMinutes + 1);
        loseWhileIdle();
        assertThat(refreshesIn(610)).isBetween(inTenMinutes, inTenMinutes + 1);
    }

    @Test
    void usualInterval_is15Seconds_forHalfAnHour() {
        start(Keepalive.USUAL);
        assertThat(refreshesIn(610)).isBetween(39L, 41L);
        run(1_200, false);
        assertThat(refreshesIn(600)).isZero();
    }

    @Test
    void usualInterval_becomesShorter_whereAPathWasForgottenSooner() {
        start(Keepalive.USUAL);
        loseWhileIdle();
        assertThat(refreshesIn(610)).isBetween(60L, 61L);
        loseWhileIdle();
        assertThat(refreshesIn(610)).as("and no shorter").isBetween(60L, 61L);
        answer(machine.probeAll(nowNs));
        assertThat(refreshesIn(610)).as("in another network").isBetween(39L, 41L);
    }

    @Test
    void usualInterval_stays_wherePathsFailInUse() {
        start(Keepalive.USUAL);
        use(10);
        cut = true;
        use(3);
        assertThat(machine.isDirect()).isFalse();
        cut = false;
        use(3);
        assertThat(refreshesIn(610)).isBetween(39L, 41L);
    }

    @Test
    void usualInterval_stays_whereNothingElseAnswers() {
        machine = new PathMachine(new Random(1), PORT, 1_400, Keepalive.USUAL);
        meet();
        run(300, false);
        cut = true;
        use(5);
        cut = false;
        use(5);
        assertThat(refreshesIn(610)).isBetween(39L, 41L);
    }
}
