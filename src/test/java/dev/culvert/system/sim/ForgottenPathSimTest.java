package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct paths that NATs have forgotten while nothing was sent by them: nobody notices, for relays carry meanwhile. */
class ForgottenPathSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Impairment LINK = Impairment.NONE.delay(Duration.ofMillis(20));
    private static final Impairment CUT = Impairment.NONE.loss(1);
    private static final Duration PING = Duration.ofMillis(20);
    private static final String SUPERNODE = "203.0.113.1";
    private static final String A = "198.51.100.1";
    private static final String B = "198.51.100.2";

    private final SimNetwork network = new SimNetwork(1);
    private final SimSupernode supernode = new SimSupernode(network, SUPERNODE);
    private final SimMember a = new SimMember(network, KEYS, A, "10.0.0.1/24", supernode);
    private final SimMember b = new SimMember(network, KEYS, B, "10.0.0.2/24", supernode);

    private void meet(Impairment link) {
        network.impair(link);
        a.start();
        b.start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        ping(Duration.ofSeconds(3));
        assertThat(a.isDirect() && b.isDirect()).isTrue();
    }

    /** How many of the pings of so long are answered, and how many there were. */
    private int[] ping(Duration duration) {
        int before = a.answered();
        int sent = 0;
        for (Duration left = duration; left.isPositive(); left = left.minus(PING)) {
            a.ping(b.overlay());
            sent++;
            network.run(PING);
        }
        network.run(Duration.ofSeconds(2));
        return new int[] {a.answered() - before, sent};
    }

    private void cutDirect() {
        network.impair(A, B, CUT);
        network.impair(B, A, CUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 60, 120})
    void noPacketIsLost_whereThereAreKeys(int delayMs) {
        meet(Impairment.NONE.delay(Duration.ofMillis(delayMs)));
        network.run(Duration.ofSeconds(60));
        cutDirect();
        int[] pings = ping(Duration.ofSeconds(4));
        assertThat(pings[0]).isEqualTo(pings[1]);
        assertThat(a.isDirect() || b.isDirect()).isFalse();
    }

    /** Both ends' ticks fall anywhere. */
    @Test
    void noPacketIsLost_wheneverItBegins() {
        meet(LINK);
        for (int i = 0; i < 10; i++) {
            network.impair(LINK);
            ping(Duration.ofSeconds(20)); // the direct path is used again
            assertThat(a.isDirect() && b.isDirect()).as("round %s", i).isTrue();
            network.run(Duration.ofMillis(40_000 + 27 * i));
            cutDirect();
            int[] pings = ping(Duration.ofSeconds(3));
            assertThat(pings[0]).as("round %s", i).isEqualTo(pings[1]);
        }
    }

    @Test
    void lostInitiation_isRepeatedByTheRelay() {
        meet(LINK);
        network.run(Duration.ofMinutes(10)); // all keys have expired
        cutDirect();
        network.impair(A, SUPERNODE, CUT);
        network.after(Duration.ofMillis(100), () -> network.impair(A, SUPERNODE, LINK));
        int before = a.answered();
        a.ping(b.overlay());
        Duration took = network.runUntil(() -> a.answered() > before, Duration.ofSeconds(20));
        System.out.println("first relayed initiation lost: answered after " + took);
        assertThat(took).isLessThan(Duration.ofMillis(700));
    }

    /** It takes the direct path to the peer, and nothing takes the answer back; the third goes by the relay alone. */
    @Test
    void initiationThatArrivesTwice_isAnsweredByAPathThatCarriesTheAnswer() {
        meet(LINK);
        network.run(Duration.ofMinutes(10));
        network.impair(B, A, CUT);
        int before = a.answered();
        a.ping(b.overlay());
        Duration took = network.runUntil(() -> a.answered() > before, Duration.ofSeconds(20));
        System.out.println("direct path cut in one direction: answered after " + took);
        assertThat(took).isLessThan(Duration.ofMillis(1_200));
    }
}
