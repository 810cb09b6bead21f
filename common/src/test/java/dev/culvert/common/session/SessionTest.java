package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session's way from the first message to the last key, in either role. */
class SessionTest {
    @Test
    void handshake_givesTheInitiatorKeysByTheResponse_andTheResponderByTheFirstPacket() {
        TwoEnds ends = new TwoEnds();
        byte[] initiation = ends.left.initiate(ends.toRight);
        assertThat(ends.toRight.isHandshaking()).isTrue();

        List<SessionAction<String>> answered = ends.right.receive(initiation, ends.left);
        assertThat(Actions.kinds(answered)).containsExactly("Heard", "Send");
        assertThat(ends.toLeft.current()).isNull();

        List<SessionAction<String>> completed = ends.left.receive(Actions.onlySent(answered), ends.right);
        assertThat(completed)
                .containsExactly(new SessionAction.Heard<>("right"), new SessionAction.KeysChanged<>("right", true));
        assertThat(ends.toRight.isHandshaking()).isFalse();
        assertThat(ends.toRight.handshakeDoneNs()).isEqualTo(ends.time.nowNs());

        byte[] first = Actions.onlySent(ends.left.keepalive(ends.toRight));
        assertThat(TwoEnds.opens(ends.right, first)).isTrue();
        assertThat(ends.right.receiveData(first)).containsExactly(new SessionAction.KeysChanged<>("left", false));
        assertThat(ends.toLeft.current()).isNotNull();
        assertThat(TwoEnds.opens(ends.left, ends.data(ends.toLeft))).isTrue();
        assertThat(ends.left.counters.snapshot())
                .containsEntry(CounterId.INITIATIONS_SENT, 1L)
                .containsEntry(CounterId.SESSIONS_MADE, 1L);
        for (End end : new End[] {ends.left, ends.right}) {
            assertThat(end.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
            assertThat(end.count(CounterId.DROP_BAD_RESPONSE)).isZero();
            assertThat(end.indicesInUse()).isEqualTo(1);
        }
        assertThat(ends.toRight.gaveUp()).isFalse();
    }

    /** With one slot for both roles, as stock WireGuard has, this takes five seconds. */
    @Test
    void crossedStart_givesBothKeysWithoutAResend() {
        TwoEnds ends = new TwoEnds();
        byte[] fromLeft = ends.left.initiate(ends.toRight);
        byte[] fromRight = ends.right.initiate(ends.toLeft);
        byte[] rightsAnswer = Actions.onlySent(ends.right.receive(fromLeft, ends.left));
        byte[] leftsAnswer = Actions.onlySent(ends.left.receive(fromRight, ends.right));
        assertThat(Actions.kinds(ends.left.receive(rightsAnswer, ends.right))).containsExactly("Heard", "KeysChanged");
        assertThat(Actions.kinds(ends.right.receive(leftsAnswer, ends.left))).containsExactly("Heard", "KeysChanged");

        assertThat(TwoEnds.opens(ends.right, ends.data(ends.toRight))).isTrue();
        assertThat(TwoEnds.opens(ends.left, ends.data(ends.toLeft))).isTrue();
        ends.time.passSeconds(9);
        assertThat(ends.left.tick()).isEmpty();
        assertThat(ends.right.tick()).isEmpty();
    }

    @Test
    void crossedStart_whereOneAnswerIsLost_leavesBothWithASession() {
        TwoEnds ends = new TwoEnds();
        byte[] fromLeft = ends.left.initiate(ends.toRight);
        byte[] fromRight = ends.right.initiate(ends.toLeft);
        ends.left.receive(fromRight, ends.right); // whose answer is lost
        byte[] rightsAnswer = Actions.onlySent(ends.right.receive(fromLeft, ends.left));
        ends.left.receive(rightsAnswer, ends.right);
        ends.right.receiveData(Actions.onlySent(ends.left.keepalive(ends.toRight)));
        assertThat(ends.right.tick()).isEmpty();
        assertThat(ends.toLeft.isHandshaking()).isFalse();
        assertThat(ends.right.indicesInUse())
                .as("without the handshake that is no longer wanted")
                .isEqualTo(1);
        assertThat(TwoEnds.opens(ends.right, ends.data(ends.toRight))).isTrue();
        assertThat(TwoEnds.opens(ends.left, ends.data(ends.toLeft))).isTrue();
    }

    /** Otherwise both would renew at 120 s, and be crossed again, for ever. */
    @Test
    void crossedStart_isRenewedByTheLowerKey_andByTheOtherOnlyIfThatFails() {
        TwoEnds ends = new TwoEnds();
        crossedStart(ends);
        boolean leftIsLower = ends.left.key.publicKey().compareTo(ends.right.key.publicKey()) < 0;
        End first = leftIsLower ? ends.left : ends.right;
        End second = leftIsLower ? ends.right : ends.left;
        for (int i = 0; i < 119; i++) {
            exchangeData(ends);
            assertThat(first.tick()).isEmpty();
            assertThat(second.tick()).isEmpty();
        }
        exchangeData(ends);
        assertThat(second.tick()).isEmpty();
        assertThat(Actions.onlySent(first.tick())).as("which is lost").hasSize(MessageLayout.INITIATION_BYTES);
        for (int more = 0; more < 4; more++) {
            exchangeData(ends);
            assertThat(second.tick()).isEmpty();
        }
        exchangeData(ends);
        assertThat(Actions.onlySent(second.tick())).hasSize(MessageLayout.INITIATION_BYTES);
    }

    @Test
    void renewalByOneEnd_endsTheCrossing() {
        TwoEnds ends = new TwoEnds();
        boolean leftIsLower = ends.left.key.publicKey().compareTo(ends.right.key.publicKey()) < 0;
        End higher = leftIsLower ? ends.right : ends.left;
        End lower = leftIsLower ? ends.left : ends.right;
        Session<String> toLower = leftIsLower ? ends.toLeft : ends.toRight;
        crossedStart(ends);
        ends.time.passSeconds(30);
        lower.receive(higher.initiate(toLower), higher).stream()
                .filter(action -> action instanceof SessionAction.Send<String>)
                .forEach(action -> higher.receive(((SessionAction.Send<String>) action).message(), lower));
        lower.receiveData(Actions.onlySent(higher.keepalive(toLower)));
        for (int i = 0; i < 119; i++) {
            exchangeData(ends);
            assertThat(higher.tick()).isEmpty();
        }
        exchangeData(ends);
        assertThat(Actions.onlySent(higher.tick()))
                .as("no longer five seconds later")
                .hasSize(148);
        assertThat(lower.tick()).as("initiator no more").isEmpty();
    }

    @Test
    void newPath_startsTheHandshakeUnderWayAnew_atOnce() {
        TwoEnds ends = new TwoEnds();
        assertThat(ends.left.pathChanged(ends.toRight)).as("none is under way").isEmpty();
        byte[] first = ends.left.initiate(ends.toRight);
        ends.time.passSeconds(1);
        byte[] second = Actions.onlySent(ends.left.pathChanged(ends.toRight));
        assertThat(second).isNotEqualTo(first);
        ends.left.receive(Actions.onlySent(ends.right.receive(second, ends.left)), ends.right);
        assertThat(ends.toRight.current()).isNotNull();
    }

    @Test
    void peerThatIsNowhere_isNotSpokenTo_butAnswered() {
        TwoEnds ends = new TwoEnds(Duration.ofSeconds(25).toNanos());
        ends.left.reachable = false;
        assertThat(ends.left.want(ends.toRight)).isEmpty();
        assertThat(ends.left.tick()).isEmpty();
        assertThat(ends.toRight.isHandshaking()).isFalse();
        assertThat(ends.left.indicesInUse()).isZero();
        byte[] initiation = ends.right.initiate(ends.toLeft);
        assertThat(Actions.kinds(ends.left.receive(initiation, ends.right))).containsExactly("Heard", "Send");
    }

    @Test
    void peerThatRestarted_getsANewSession_andIsStillReadUnderTheOldKeys() {
        TwoEnds ends = TwoEnds.withSession();
        byte[] beforeRestart = ends.data(ends.toRight);
        ends.time.passSeconds(20);
        End restarted = new End(ends.time, 1);
        Session<String> toRight = restarted.add("right", ends.right);
        byte[] response = Actions.onlySent(ends.right.receive(restarted.initiate(toRight), restarted));
        restarted.receive(response, ends.right);
        assertThat(TwoEnds.opens(ends.right, beforeRestart)).isTrue();
        ends.right.receiveData(Actions.onlySent(restarted.keepalive(toRight)));
        assertThat(TwoEnds.opens(restarted, ends.data(ends.toLeft))).isTrue();
    }

    @Test
    void keepalive_countsUpTheCounter() {
        TwoEnds ends = TwoEnds.withSession();
        long first = counter(Actions.onlySent(ends.left.keepalive(ends.toRight)));
        assertThat(counter(Actions.onlySent(ends.left.keepalive(ends.toRight)))).isEqualTo(first + 1);
    }

    @Test
    void activity_countsEveryAuthenticByteOnce() {
        TwoEnds ends = TwoEnds.withSession();
        long sent = MessageLayout.INITIATION_BYTES + MessageLayout.DATA_OVERHEAD_BYTES;
        assertThat(ends.toRight.activity().sentBytes()).isEqualTo(sent);
        assertThat(ends.toLeft.activity().receivedBytes()).isEqualTo(sent);
        assertThat(ends.toLeft.activity().sentBytes()).isEqualTo(MessageLayout.RESPONSE_BYTES);
        assertThat(ends.toRight.activity().receivedBytes()).isEqualTo(MessageLayout.RESPONSE_BYTES);
        assertThat(ends.toRight.activity().lastSentNs()).isEqualTo(ends.time.nowNs());
    }

    @Test
    void close_wipesKeysAndHandshakes() {
        TwoEnds ends = TwoEnds.withSession();
        Keypair<String> keypair = ends.left.keypair(ends.leftIndex());
        ends.time.pass(Duration.ofSeconds(6));
        ends.left.initiate(ends.toRight);
        ends.left.sessions.close();
        assertThat(ends.left.indicesInUse()).isZero();
        assertThat(keypair.sendKey().isDestroyed()).isTrue();
        assertThat(keypair.receiveKey().isDestroyed()).isTrue();
    }

    private static void crossedStart(TwoEnds ends) {
        byte[] fromLeft = ends.left.initiate(ends.toRight);
        byte[] fromRight = ends.right.initiate(ends.toLeft);
        byte[] rightsAnswer = Actions.onlySent(ends.right.receive(fromLeft, ends.left));
        byte[] leftsAnswer = Actions.onlySent(ends.left.receive(fromRight, ends.right));
        ends.left.receive(rightsAnswer, ends.right);
        ends.right.receive(leftsAnswer, ends.left);
    }

    /** A second passes, then a packet each way. */
    private static void exchangeData(TwoEnds ends) {
        ends.time.passSeconds(1);
        ends.right.receiveData(ends.data(ends.toRight));
        ends.left.receiveData(ends.data(ends.toLeft));
    }

    private static long counter(byte[] message) {
        return MessageLayout.readLong(message, MessageLayout.DATA_COUNTER);
    }
}
