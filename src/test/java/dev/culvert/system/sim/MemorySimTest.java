package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edges whose supernode is dead: those that run go on, and those that start find who they remember. */
class MemorySimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration PING = Duration.ofMillis(100);
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final SimInternet internet = new SimInternet(1).access(Impairment.NONE.delay(Duration.ofMillis(20)));
    private final SimNetwork network = internet.network();
    private final SimSupernode supernode = internet.supernode();

    private SimMember member(SimHost host, int number) {
        return new SimMember(host, KEYS, "10.0.0." + number + "/24", supernode);
    }

    /** Both run and have spoken directly for two seconds. */
    private void meet(SimMember a, NatKind kindA, SimMember b, NatKind kindB) {
        a.start();
        b.start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(5));
        a.behind(natClass(kindA), a.host().nats().size());
        b.behind(natClass(kindB), b.host().nats().size());
        speak(a, b);
        assertThat(a.isDirect() && b.isDirect()).isTrue();
    }

    private static NatClass natClass(NatKind kind) {
        return new NatClass(kind.mapping(), kind.filtering(), new Allocation.Unknown(), Hairpin.UNKNOWN);
    }

    private void speak(SimMember a, SimMember b) {
        for (int i = 0; i < 20; i++) {
            a.ping(b.overlay());
            network.run(PING);
        }
    }

    /** All die, and the two are there again after such a time. */
    private void loseSupernodeAndRestart(SimMember a, SimMember b, Duration away) {
        supernode.kill();
        a.kill();
        b.kill();
        network.run(away);
        a.start();
        b.start();
    }

    /** Pings until one is answered; how long that took. */
    private Duration reach(SimMember a, SimMember b, Duration within) {
        long startNs = network.nowNs();
        int before = a.answered();
        int most = (int) within.dividedBy(PING);
        for (int i = 0; i < most && a.answered() == before; i++) {
            a.ping(b.overlay());
            network.run(PING);
        }
        assertThat(a.answered()).as("answered within %s", within).isGreaterThan(before);
        return Duration.ofNanos(network.nowNs() - startNs);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, OPEN, 1, 1000",
        "OPEN, OPEN, 180, 1000",
        "CONE, OPEN, 3, 1000",
        "CONE, OPEN, 180, 1000",
        "RANDOM, OPEN, 180, 1000",
        "CONE, FULL_CONE, 180, 1000",
        "OPEN, CONE, 3, 3500",
        "OPEN, CONE, 25, 3500",
        "CONE, CONE, 3, 3500",
        "CONE, CONE, 25, 3500",
        "OPEN, DOUBLE_CONE, 25, 3500"
    })
    void edgeThatStartsWithoutSupernode_reachesAPeerThatRuns(
            NatKind kindA, NatKind kindB, int awaySeconds, int withinMs) {
        SimMember a = member(internet.host(kindA, false), 1);
        SimMember b = member(internet.host(kindB, false), 2);
        meet(a, kindA, b, kindB);
        supernode.kill();
        a.kill();
        network.run(Duration.ofSeconds(awaySeconds));

        a.start();

        Duration taken = reach(a, b, Duration.ofSeconds(10));
        System.out.printf(
                "restarted without supernode after %d s, %s to %s: %d ms%n",
                awaySeconds, kindA, kindB, taken.toMillis());
        assertThat(taken).isLessThanOrEqualTo(Duration.ofMillis(withinMs));
        network.run(Duration.ofSeconds(1));
        assertThat(a.isDirect() && b.isDirect()).isTrue();
        int before = a.answered();
        speak(a, b);
        network.run(HALF_A_SECOND);
        assertThat(a.answered() - before)
                .as("nothing is lost once they have met")
                .isGreaterThanOrEqualTo(20);
        assertThat(a.said()).contains("without supernodes: 1 remembered");
    }

    @Test
    void neighbors_reachEachOther_whenBothWereRestarted() {
        SimHost home = internet.host(NatKind.CONE, false);
        SimMember a = member(home, 1);
        SimMember b = member(internet.neighborOf(home), 2);
        meet(a, NatKind.CONE, b, NatKind.CONE);
        loseSupernodeAndRestart(a, b, Duration.ofMinutes(10)); // every NAT has forgotten them

        assertThat(reach(a, b, Duration.ofSeconds(5))).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void bothRestarted_theOneBehindANatReachesTheOpenOne_andIsReachedThen() {
        SimMember a = member(internet.host(NatKind.CONE, true), 1);
        SimMember b = member(internet.host(NatKind.OPEN, true), 2);
        meet(a, NatKind.CONE, b, NatKind.OPEN);
        loseSupernodeAndRestart(a, b, Duration.ofMinutes(10));

        assertThat(reach(a, b, Duration.ofSeconds(5))).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(reach(b, a, Duration.ofSeconds(1))).isLessThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void bothBehindConesAndRestarted_meetIfBothWantTo() {
        SimMember a = member(internet.host(NatKind.CONE, false), 1);
        SimMember b = member(internet.host(NatKind.CONE, false), 2);
        meet(a, NatKind.CONE, b, NatKind.CONE);
        loseSupernodeAndRestart(a, b, Duration.ofSeconds(3));
        a.pingEvery(PING, b);
        b.pingEvery(PING, a);

        network.runUntil(() -> a.isDirect() && b.isDirect(), Duration.ofSeconds(15));
    }

    @Test
    void peerThatRuns_recallsTheOneThatWasAwayForLong() {
        SimMember a = member(internet.host(NatKind.OPEN, false), 1);
        SimMember b = member(internet.host(NatKind.CONE, false), 2);
        meet(a, NatKind.OPEN, b, NatKind.CONE);
        supernode.kill();
        a.kill();
        for (int i = 0; i < 600; i++) { // B tries all the time
            b.ping(a.overlay());
            network.run(PING);
        }

        a.start();

        assertThat(reach(b, a, Duration.ofSeconds(10))).isLessThanOrEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void supernodeComesBack_directPairLosesNothing() {
        SimMember a = member(internet.host(NatKind.CONE, false), 1);
        SimMember b = member(internet.host(NatKind.OPEN, false), 2);
        meet(a, NatKind.CONE, b, NatKind.OPEN);
        supernode.kill();
        a.kill();
        network.run(Duration.ofMinutes(2)); // both know that it is dead
        a.start();
        reach(a, b, Duration.ofSeconds(2));

        int before = a.answered();
        supernode.start();
        for (int i = 0; i < 600; i++) {
            a.ping(b.overlay());
            network.run(PING);
        }
        network.run(HALF_A_SECOND);

        assertThat(a.isRegistered() && b.isRegistered()).isTrue();
        assertThat(a.answered() - before).isGreaterThanOrEqualTo(600);
        assertThat(a.isDirect() && b.isDirect()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 45, 600})
    void directPairThatWasIdle_losesNothing_longAfterTheSupernodesEnd(int minutes) {
        SimMember a = member(internet.host(NatKind.CONE, false), 1);
        SimMember b = member(internet.host(NatKind.CONE, false), 2);
        meet(a, NatKind.CONE, b, NatKind.CONE);
        supernode.kill();
        speak(a, b);
        network.run(Duration.ofMinutes(minutes));

        int before = a.answered();
        long startNs = network.nowNs();
        speak(a, b);
        network.run(HALF_A_SECOND);

        assertThat(a.answered() - before).isEqualTo(20);
        long firstNs = a.firstAnswerSentSince(startNs).orElseThrow() - startNs;
        System.out.printf(
                "first answer after %d idle minutes without supernode: %d ms%n", minutes, firstNs / 1_000_000);
        assertThat(Duration.ofNanos(firstNs)).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void whileASupernodeAnswers_nobodyIsRecalled() {
        SimMember a = member(internet.host(NatKind.OPEN, false), 1);
        SimMember b = member(internet.host(NatKind.OPEN, false), 2);
        meet(a, NatKind.OPEN, b, NatKind.OPEN);
        b.kill();
        network.run(Duration.ofMinutes(2));
        a.kill();
        a.start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(5));

        a.ping(b.overlay());
        network.run(Duration.ofSeconds(5));

        assertThat(a.count(CounterId.HANDSHAKES_GIVEN_UP)).isZero();
        assertThat(a.peers()).isEmpty();
        assertThat(a.said()).noneMatch(words -> words.startsWith("without"));
    }
}
