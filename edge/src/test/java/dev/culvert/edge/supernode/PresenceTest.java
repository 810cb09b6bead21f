package dev.culvert.edge.supernode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.testkit.FakePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private static final long TOKEN = 0x1122334455667788L;
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("203.0.113.1"), 7654);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private final FakePort port = new FakePort();
    private final Path path = Path.direct(port, SUPERNODE, null);
    private final Presence presence = new Presence(new Random(1));

    /** When KEEPs go out until nothing more does, in steps of 250 ms after the start. */
    private List<Long> sendings(int steps) {
        List<Long> at = new ArrayList<>();
        presence.start(0);
        for (int i = 0; i <= steps; i++) {
            presence.sendIfDue(path, TOKEN, i * STEP_NS);
            if (!port.takeSent().isEmpty()) {
                at.add(i * STEP_NS / TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
        return at;
    }

    @Test
    void unansweredKeepIsRepeatedThenTheSupernodeIsDead() {
        assertThat(sendings(200)).containsExactly(20_000L, 20_500L, 21_500L, 23_500L, 27_500L);

        assertThat(presence.isDead(TimeUnit.MILLISECONDS.toNanos(28_499))).isFalse();
        assertThat(presence.isDead(TimeUnit.MILLISECONDS.toNanos(28_500))).isTrue();
    }

    @Test
    void replyEndsTheRepetitions() {
        presence.start(0);
        presence.sendIfDue(path, TOKEN, Timing.KEEP_NS);
        byte[] keep = port.takeSent().getFirst().bytes();
        byte[] reply = CulvertLayout.keepReply(keep, 0, SUPERNODE);

        assertThat(presence.onReply(reply, TOKEN, Timing.KEEP_NS + 7)).isTrue();
        assertThat(presence.rttNs()).hasValue(7);

        presence.sendIfDue(path, TOKEN, 2 * Timing.KEEP_NS - 1);
        assertThat(port.takeSent()).isEmpty();
        presence.sendIfDue(path, TOKEN, 2 * Timing.KEEP_NS);
        assertThat(port.takeSent()).hasSize(1);
    }

    @Test
    void replyToAnotherKeepOrTokenCountsForNothing() {
        presence.start(0);
        presence.sendIfDue(path, TOKEN, Timing.KEEP_NS);
        byte[] keep = port.takeSent().getFirst().bytes();
        byte[] forged = CulvertLayout.keepReply(keep, 0, SUPERNODE);
        forged[CulvertLayout.KEEP_NONCE] ^= 1;

        assertThat(presence.onReply(forged, TOKEN, Timing.KEEP_NS)).isFalse();
        forged[CulvertLayout.KEEP_NONCE] ^= 1;
        assertThat(presence.onReply(forged, TOKEN + 1, Timing.KEEP_NS)).isFalse();
        assertThat(presence.isWaiting()).isTrue();
    }
}
