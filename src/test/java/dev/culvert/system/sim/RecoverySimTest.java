package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What has been idle, away or refused for long comes back by itself, and does not hurry anybody meanwhile. */
class RecoverySimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");

    private final SimNetwork network = new SimNetwork(1);

    private SimMember member(int number, SimSupernode... supernodes) {
        return new SimMember(network, KEYS, "198.51.100." + number, "10.0.0." + number + "/24", supernodes);
    }

    private void ping(SimMember who, SimMember by, Duration limit) {
        int before = who.answered();
        who.ping(by.overlay());
        network.runUntil(() -> who.answered() > before, limit);
    }

    @Test
    void pairThatWasIdle_meetsByTheOtherSupernode_whereTheOneInUseIsGone() {
        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));
        SimSupernode one = new SimSupernode(network, "203.0.113.1");
        SimSupernode two = new SimSupernode(network, "203.0.113.2");
        SimMember a = member(1, one, two).start();
        SimMember b = member(2, one, two).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        ping(a, b, Duration.ofSeconds(2));
        network.run(Duration.ofMinutes(10));

        (a.sendsBy(one) ? one : two).kill();
        int before = a.answered();
        a.pingEvery(Duration.ofMillis(100), b);

        network.runUntil(() -> a.answered() > before, Duration.ofSeconds(3));
    }

    @Test
    void pairThatWasIdleForLong_meetsAgain() {
        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        SimMember b = member(2, supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(1));
        ping(a, b, Duration.ofSeconds(2));

        network.run(Duration.ofMinutes(10)); // all sessions have expired
        ping(a, b, Duration.ofSeconds(1));
        network.run(Duration.ofMinutes(40)); // the relation too
        ping(a, b, Duration.ofSeconds(2));
    }

    @Test
    void supernodeThatWasAwayForLong_isFoundByItsHint() {
        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        network.run(Duration.ofSeconds(2));
        supernode.kill();
        network.run(Duration.ofMillis(60_500));

        supernode.start();

        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
    }

    @Test
    void supernodeThatComesBack_isFoundWithoutDns() {
        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        a.loseDns();
        network.impair(Impairment.NONE.loss(1));
        network.run(Duration.ofMinutes(2));
        assertThat(a.isRegistered()).isFalse();

        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));

        network.runUntil(a::isRegistered, Duration.ofSeconds(7)); // a HELLO each 5 s, and jitter
    }

    @Test
    void edgeThatIsRefused_triesEverMoreRarely() {
        SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
        SimMember a = member(1, supernode).start();
        network.runUntil(a::isRegistered, Duration.ofSeconds(1));
        new SimMember(network, KEYS, "198.51.100.9", "10.0.0.1/24", supernode).start();

        network.run(Duration.ofMinutes(5));

        assertThat(supernode.count(CounterId.REGISTRATIONS_REFUSED)).isBetween(10L, 20L);
    }
}
