package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActivityTest {
    private final Activity activity = new Activity();
    private final List<Long> told = new ArrayList<>();

    @Test
    void nextPacketSentOrReceived_isToldOnce_whenItsTimeIsKnown() {
        activity.onNextData(() -> told.add(activity.lastDataSentNs()));
        activity.sent(true, 100, 7);
        activity.sent(true, 100, 8);
        assertThat(told).containsExactly(7L);
        activity.onNextData(() -> told.add(activity.lastDataReceivedNs()));
        activity.received(true, 100, 9);
        activity.received(true, 100, 10);
        assertThat(told).containsExactly(7L, 9L);
    }

    @Test
    void whatIsNoPacket_isNotTold() {
        activity.onNextData(() -> told.add(0L));
        activity.sent(false, 100, 7);
        activity.received(false, 100, 8);
        activity.handshakeSent(100, 9);
        activity.handshakeReceived(100, 10);
        assertThat(told).isEmpty();
    }
}
