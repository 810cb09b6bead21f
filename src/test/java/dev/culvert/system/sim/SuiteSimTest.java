package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.session.Keypair;
import dev.culvert.system.lab.Impairment;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which cipher suite two edges come to, by their records. */
class SuiteSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final Duration PING = Duration.ofMillis(100);

    private final SimNetwork network = new SimNetwork(1);
    private final SimSupernode supernode = new SimSupernode(network, "203.0.113.1");
    private final SimMember a = member(1);
    private final SimMember b = member(2);

    SuiteSimTest() {
        network.impair(Impairment.NONE.delay(Duration.ofMillis(20)));
    }

    private SimMember member(int number) {
        return new SimMember(network, KEYS, "198.51.100." + number, "10.0.0." + number + "/24", supernode);
    }

    private void startBoth() {
        a.start();
        b.start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(2));
    }

    private void assertPing() {
        int before = a.answered();
        a.ping(b.overlay());
        network.runUntil(() -> a.answered() > before, Duration.ofSeconds(5));
    }

    private static CipherSuite suite(SimMember member) {
        return Objects.requireNonNull(member.peers().getFirst().session().current())
                .suite();
    }

    private void assertSuite(CipherSuite suite) {
        assertThat(suite(a)).isEqualTo(suite);
        assertThat(suite(b)).isEqualTo(suite);
        assertThat(a.count(CounterId.DROP_SUITE_NOT_OFFERED) + b.count(CounterId.DROP_SUITE_NOT_OFFERED))
                .isZero();
        assertThat(a.count(CounterId.DROP_BAD_TAG) + b.count(CounterId.DROP_BAD_TAG))
                .isZero();
    }

    @Test
    void bothOfferAes_theFirstSessionIsAes_andSoIsTheNext() {
        startBoth();
        assertPing();
        assertSuite(CipherSuite.AES_256_GCM);

        Keypair<?> first = a.peers().getFirst().session().current();
        a.pingEvery(PING, b);
        network.run(Duration.ofSeconds(150));
        assertThat(a.peers().getFirst().session().current()).isNotSameAs(first);
        assertSuite(CipherSuite.AES_256_GCM);
    }

    @Test
    void oneDoesNot_theSessionIsWireGuards() {
        b.suites();
        startBoth();
        assertPing();
        assertSuite(CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void oneIsStartedAgainWithoutAes_theNextSessionIsWireGuards() {
        startBoth();
        assertPing();
        assertSuite(CipherSuite.AES_256_GCM);

        b.kill();
        b.suites().start();
        int before = a.answered();
        a.pingEvery(PING, b);
        network.runUntil(() -> a.answered() > before, Duration.ofSeconds(5));
        assertThat(suite(a)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
        assertThat(suite(b)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void supernodesSessions_areWireGuards() {
        startBoth();
        assertThat(a.community().links())
                .allSatisfy(link -> assertThat(Objects.requireNonNull(Objects.requireNonNull(link.peer())
                                        .session()
                                        .current())
                                .suite())
                        .isEqualTo(CipherSuite.CHACHA20_POLY1305));
    }
}
