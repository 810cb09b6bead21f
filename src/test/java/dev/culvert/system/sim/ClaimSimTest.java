package dev.culvert.system.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.record.CommunityKeys;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two supernodes that granted one address to two edges while they could not be reached by both. */
class ClaimSimTest {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");

    private final SimNetwork network = new SimNetwork(1);
    private final SimSupernode one = new SimSupernode(network, "203.0.113.1");
    private final SimSupernode two = new SimSupernode(network, "203.0.113.2");

    private SimMember member(int number, String overlay) {
        return new SimMember(network, KEYS, "198.51.100." + number, overlay, one, two);
    }

    /** Registered with the first supernode only, as the second is down, for minutes. */
    private SimMember olderAtTheFirst(String overlay) {
        two.kill();
        SimMember older = member(1, overlay).start();
        network.run(Duration.ofMinutes(11)); // so that the stored claim is older than 10 minutes
        return older;
    }

    /** Registers with the second only, since the first is down; then both are there. */
    private SimMember youngerAtTheSecond(String overlay) {
        one.kill();
        SimMember younger = member(2, overlay).start();
        two.start();
        network.runUntil(() -> two.present() == 1, Duration.ofSeconds(1));
        network.run(Duration.ofSeconds(3));
        one.start();
        return younger;
    }

    @Test
    void theOlderClaimStays_theYoungerEdgeWithdrawsEverywhere() {
        SimMember older = olderAtTheFirst("10.0.0.7/24");
        SimMember younger = youngerAtTheSecond("10.0.0.7/24");

        network.runUntil(older::isRegistered, Duration.ofMinutes(3));

        assertThat(younger.said().getLast()).startsWith("refused: address-taken: 10.0.0.7");
        assertThat(younger.said()).noneMatch(line -> line.startsWith("rejected"));
        assertThat(one.present()).isEqualTo(1);
        assertThat(two.present()).isEqualTo(1);
        network.run(Duration.ofMinutes(10));
        assertThat(older.isRegistered()).isTrue();
        assertThat(two.present()).isEqualTo(1);

        older.stop();
        network.runUntil(younger::isRegistered, Duration.ofSeconds(60 + 2 * 32 + 2));
    }
}
