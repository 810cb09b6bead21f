package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.config.PathMode;
import dev.culvert.edge.punch.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A supernode that introduces and does not relay: who can meet without a word before the handshake does. */
class RelayRefusedSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration PING = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int TRIALS = Integer.getInteger("culvert.trials", 20);

    /** Two members, and what is around them. */
    private record Scene(SimNetwork network, SimSupernode supernode, SimMember a, SimMember b) {
        Duration untilDirect() {
            int before = a.answered();
            a.pingEvery(PING, b);
            try {
                return network.runUntil(() -> a.isDirect() && b.isDirect() && a.answered() > before, LONGEST);
            } catch (AssertionError e) {
                return LONGEST;
            }
        }

        Duration untilPingsGoOn(Duration limit) {
            long sinceNs = network.nowNs();
            return network.runUntil(() -> a.firstAnswerSentSince(sinceNs).isPresent(), limit);
        }
    }

    private static Scene start(int seed, NatKind kindA, NatKind kindB, boolean inputAccept, PathMode ofB) {
        SimInternet internet = new SimInternet(seed);
        SimNetwork network = internet.network();
        SimSupernode supernode = internet.supernodeWithTwoAddresses().withoutRelay();
        SimMember a = new SimMember(internet.host(kindA, inputAccept), KEYS, "10.0.0.1/24", supernode);
        SimMember b = new SimMember(internet.host(kindB, inputAccept), KEYS, "10.0.0.2/24", supernode).paths(ofB);
        a.start().detect();
        b.start().detect();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(60));
        network.run(Duration.ofSeconds(5));
        return new Scene(network, supernode, a, b);
    }

    @ParameterizedTest
    @CsvSource({
        "OPEN, OPEN, true",
        "OPEN, CONE, true",
        "OPEN, RANDOM, true",
        "FULL_CONE, CONE, false",
        "ADDRESS_RESTRICTED, RANDOM, false",
        "CONE, CONE, true",
        "CONE, CONE, false",
        "CONE, DOUBLE_CONE, true",
        "DOUBLE_CONE, DOUBLE_CONE, true"
    })
    void pairsThatNeedNoWord_meet(NatKind kindA, NatKind kindB, boolean inputAccept) {
        List<Duration> times = new ArrayList<>();
        for (int seed = 0; seed < TRIALS; seed++) {
            times.add(start(seed, kindA, kindB, inputAccept, PathMode.AUTO).untilDirect());
        }
        times.sort(null);
        System.out.println("no relay, " + kindA + " x " + kindB + ", INPUT " + (inputAccept ? "accept" : "drop")
                + ": p50 " + times.get(TRIALS / 2) + ", worst " + times.getLast());
        assertThat(times.stream().filter(LONGEST::equals).count()).isZero();
        assertThat(times.get(TRIALS / 2)).isLessThan(Duration.ofMillis(1_500));
    }

    @Test
    void pairThatDoesNotMeet_isToldWhy_andTriedAgainAndAgain() {
        Scene scene = start(1, NatKind.CONE, NatKind.RANDOM, false, PathMode.AUTO);
        SimNetwork network = scene.network();
        SimMember a = scene.a();
        SimMember b = scene.b();
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(3));
        assertThat(PathModeSimTest.paths(a).verdict()).isEqualTo(Verdict.PROBING);
        network.run(Duration.ofSeconds(7));
        assertThat(PathModeSimTest.paths(a).verdict()).isEqualTo(Verdict.RELAY_REFUSED);
        network.run(Duration.ofSeconds(2));
        assertThat(a.unreachables()).isGreaterThan(0);
        network.run(Duration.ofMinutes(5));
        assertThat(PathModeSimTest.paths(a).verdict()).isEqualTo(Verdict.RELAY_REFUSED);
        long before = a.count(CounterId.INITIATIONS_SENT);
        network.run(Duration.ofHours(1));
        // Each 120 s and the 15 s that a handshake is tried: 27 times 7 initiations.
        assertThat(a.count(CounterId.INITIATIONS_SENT) - before).isBetween(130L, 230L);
        assertThat(a.answered()).isZero();
    }

    @Test
    void edgeThatIsAlwaysRelayed_isNotMetStraight() {
        Scene scene = start(1, NatKind.OPEN, NatKind.OPEN, true, PathMode.RELAY);
        SimNetwork network = scene.network();
        SimMember a = scene.a();
        SimMember b = scene.b();
        a.pingEvery(PING, b);
        b.pingEvery(PING, a);
        network.run(Duration.ofSeconds(20));
        assertThat(PathModeSimTest.paths(a).verdict()).isEqualTo(Verdict.RELAY_REFUSED);
        assertThat(PathModeSimTest.paths(b).verdict()).isEqualTo(Verdict.RELAY_REFUSED);
        assertThat(b.count(CounterId.DROP_DIRECT_REFUSED)).isGreaterThan(3);
        assertThat(a.answered() + b.answered()).isZero();
    }

    @Test
    void path_outlivesIdleTime_andTheSupernode() {
        Scene scene = start(1, NatKind.CONE, NatKind.CONE, true, PathMode.AUTO);
        SimNetwork network = scene.network();
        SimSupernode supernode = scene.supernode();
        SimMember a = scene.a();
        assertThat(scene.untilDirect()).isLessThan(LONGEST);
        network.run(Duration.ofMinutes(10));
        supernode.kill();
        network.run(Duration.ofMinutes(10));
        int before = a.answered();
        network.run(Duration.ofSeconds(1));
        assertThat(a.answered() - before).isGreaterThanOrEqualTo(8);
    }

    @Test
    void peerThatRestarts_isMetAgain() {
        Scene scene = start(1, NatKind.CONE, NatKind.CONE, true, PathMode.AUTO);
        SimNetwork network = scene.network();
        SimMember b = scene.b();
        assertThat(scene.untilDirect()).isLessThan(LONGEST);
        network.run(Duration.ofSeconds(10));
        b.kill();
        network.run(Duration.ofMillis(700));
        b.start();
        Duration again = scene.untilPingsGoOn(Duration.ofSeconds(5));
        System.out.println("no relay: met again " + again + " after a restart");
    }

    /** Its router's entries may have to be forgotten first: with nobody to say so, 30 s. */
    @ParameterizedTest
    @CsvSource({"true, 90", "false, 30"})
    void peerThatMoves_isMetAgain(boolean inputAccept, int seconds) {
        Scene scene = start(1, NatKind.CONE, NatKind.CONE, inputAccept, PathMode.AUTO);
        SimNetwork network = scene.network();
        SimMember b = scene.b();
        assertThat(scene.untilDirect()).isLessThan(LONGEST);
        network.run(Duration.ofSeconds(10));
        b.host().moveTo("198.18.99.1");
        Duration again = scene.untilPingsGoOn(Duration.ofSeconds(seconds));
        System.out.println("no relay: met again " + again + " after a move");
    }
}
