package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.common.crypto.LowOrderPoints;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Sessions} refuses: each by its own counter, once, with no answer and no state. */
class SessionsRefusalTest {
    private static final int UNDER_LOAD = Limits.UNDER_LOAD_QUEUE;

    private final TwoEnds ends = new TwoEnds();
    private final End left = ends.left;
    private final End right = ends.right;

    // -- initiations -------------------------------------------------------------------------------------------------

    @Test
    void initiation_withAWrongMac1() {
        byte[] initiation = left.initiate(ends.toRight);
        for (int i = MessageLayout.FIRST_INDEX; i < MessageLayout.mac1Offset(initiation.length) + 16; i++) {
            assertRightRefuses(changed(initiation, i), CounterId.DROP_BAD_MAC1);
        }
        assertRightAnswers(initiation);
    }

    @Test
    void initiation_ofOurOwnThatWasReflected() {
        byte[] initiation = left.initiate(ends.toRight);
        int indices = left.indicesInUse();
        assertThat(left.receive(initiation, right)).isEmpty();
        assertThat(left.count(CounterId.DROP_BAD_MAC1)).isEqualTo(1);
        assertThat(left.indicesInUse()).isEqualTo(indices);
    }

    @Test
    void initiation_thatIsNotAuthentic() {
        byte[] initiation = left.initiate(ends.toRight);
        for (int i = MessageLayout.INITIATION_NOISE; i < MessageLayout.mac1Offset(initiation.length); i++) {
            assertRightRefuses(withMac1ForRight(changed(initiation, i)), CounterId.DROP_BAD_INITIATION);
        }
        assertRightAnswers(initiation);
    }

    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void initiation_withAnEphemeralKeyOfLowOrder(PublicKey point) {
        byte[] initiation = left.initiate(ends.toRight);
        System.arraycopy(point.bytes(), 0, initiation, MessageLayout.INITIATION_NOISE, 32);
        assertRightRefuses(withMac1ForRight(initiation), CounterId.DROP_BAD_INITIATION);
    }

    @Test
    void initiation_byAStranger() {
        End carol = new End(ends.time, 3);
        byte[] initiation = carol.initiate(carol.add("right", right));
        assertRightRefuses(initiation, CounterId.DROP_UNKNOWN_PEER);
    }

    @Test
    void initiation_thatWasSeenBefore() {
        byte[] initiation = left.initiate(ends.toRight);
        assertRightAnswers(initiation);
        assertRightRefuses(initiation, CounterId.DROP_INITIATION_REPLAY);
        ends.time.passSeconds(3_600);
        assertRightRefuses(initiation, CounterId.DROP_INITIATION_REPLAY);
    }

    @Test
    void initiation_thatIsOlderThanTheLast() {
        byte[] older = left.initiate(ends.toRight);
        byte[] newer = ends.nextSent(left);
        assertRightAnswers(newer);
        ends.time.passSeconds(1);
        assertRightRefuses(older, CounterId.DROP_INITIATION_REPLAY);
    }

    @Test
    void initiation_tooSoonAfterTheLast() {
        byte[] first = left.initiate(ends.toRight);
        byte[] second = ends.nextSent(left);
        byte[] third = ends.nextSent(left);
        assertRightAnswers(first);
        ends.time.pass(Duration.ofNanos(Timing.INITIATION_SPACING_NS - 1));
        assertRightRefuses(second, CounterId.DROP_INITIATION_FLOOD);
        ends.time.pass(Duration.ofNanos(1));
        assertRightAnswers(third);
    }

    @Test
    void initiation_refusedForItsHaste_isTakenLater() {
        byte[] first = left.initiate(ends.toRight);
        byte[] second = ends.nextSent(left);
        assertRightAnswers(first);
        assertRightRefuses(second, CounterId.DROP_INITIATION_FLOOD);
        ends.time.passSeconds(1);
        assertRightAnswers(second);
    }

    // -- responses ---------------------------------------------------------------------------------------------------

    @Test
    void response_changedOrMisdirected_leavesTheHandshakeOpenForTheGenuineOne() {
        byte[] response = assertRightAnswers(left.initiate(ends.toRight));
        for (int i = MessageLayout.RESPONSE_RECEIVER; i < MessageLayout.mac1Offset(response.length); i++) {
            assertLeftRefuses(withMac1ForLeft(changed(response, i)), CounterId.DROP_BAD_RESPONSE);
        }
        assertLeftRefuses(changed(response, MessageLayout.mac1Offset(response.length)), CounterId.DROP_BAD_MAC1);
        for (PublicKey point : LowOrderPoints.all()) {
            byte[] forged = response.clone();
            System.arraycopy(point.bytes(), 0, forged, MessageLayout.RESPONSE_NOISE, 32);
            assertLeftRefuses(withMac1ForLeft(forged), CounterId.DROP_BAD_RESPONSE);
        }
        assertThat(Actions.kinds(left.receive(response, right))).containsExactly("Heard", "KeysChanged");
    }

    @Test
    void response_thatWasTakenAlready() {
        byte[] response = assertRightAnswers(left.initiate(ends.toRight));
        left.receive(response, right);
        Keypair<String> keypair = ends.toRight.current();
        assertLeftRefuses(response, CounterId.DROP_BAD_RESPONSE);
        assertThat(ends.toRight.current()).isSameAs(keypair);
    }

    @Test
    void response_thatNobodyAskedFor() {
        byte[] response = assertRightAnswers(left.initiate(ends.toRight));
        assertThat(right.receive(response, left)).as("reflected to its sender").isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_MAC1)).isEqualTo(1);
        assertThat(right.receive(withMac1ForRight(response), left)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_RESPONSE)).isEqualTo(1);
    }

    @Test
    void response_underAnotherPresharedKey() {
        End carol = new End(ends.time, 3);
        Session<String> toCarol = left.add("carol", carol, PresharedKey.NONE, 0);
        byte[] secret = new byte[32];
        secret[0] = 1;
        carol.add("left", left, PresharedKey.of(secret), 0);
        byte[] response = Actions.onlySent(carol.receive(left.initiate(toCarol), left));
        assertThat(left.receive(response, carol)).isEmpty();
        assertThat(left.count(CounterId.DROP_BAD_RESPONSE)).isEqualTo(1);
        assertThat(toCarol.current()).isNull();
    }

    // -- cookies -----------------------------------------------------------------------------------------------------

    @Test
    void underLoad_aCookieIsDemanded_andThenTheInitiationTaken() {
        byte[] first = left.initiate(ends.toRight);
        int indices = right.indicesInUse();
        byte[] cookieReply = Actions.onlyReply(right.receive(first, left, UNDER_LOAD));
        assertThat(right.count(CounterId.COOKIE_DEMANDED)).isEqualTo(1);
        assertThat(right.indicesInUse()).isEqualTo(indices);

        assertThat(left.receive(cookieReply, right))
                .as("no resend before its time")
                .isEmpty();
        byte[] second = ends.nextSent(left);
        assertThat(Actions.sent(right.receive(second, left, UNDER_LOAD))).hasSize(1);
        assertThat(right.count(CounterId.COOKIE_DEMANDED)).isEqualTo(1);
    }

    @Test
    void underLoad_aCookieIsOfItsSourceOnly() {
        byte[] cookieReply = Actions.onlyReply(right.receive(left.initiate(ends.toRight), left, UNDER_LOAD));
        left.receive(cookieReply, right);
        End elsewhere = new End(ends.time, 4);
        Actions.onlyReply(right.receive(ends.nextSent(left), elsewhere, UNDER_LOAD));
        assertThat(right.count(CounterId.COOKIE_DEMANDED)).isEqualTo(2);
    }

    @Test
    void underLoad_mac1IsStillCheckedFirst() {
        byte[] initiation = left.initiate(ends.toRight);
        assertThat(right.receive(changed(initiation, 10), left, UNDER_LOAD)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_MAC1)).isEqualTo(1);
        assertThat(right.count(CounterId.COOKIE_DEMANDED)).isZero();
    }

    @Test
    void underLoad_aResponseNeedsACookieToo() {
        byte[] response = assertRightAnswers(left.initiate(ends.toRight));
        Actions.onlyReply(left.receive(response, right, UNDER_LOAD));
        assertThat(left.count(CounterId.COOKIE_DEMANDED)).isEqualTo(1);
        assertThat(ends.toRight.current()).isNull();
    }

    @Test
    void underLoad_aProvenSourceIsLimitedInItsRate() {
        byte[] cookieReply = Actions.onlyReply(right.receive(left.initiate(ends.toRight), left, UNDER_LOAD));
        left.receive(cookieReply, right);
        byte[] proven = ends.nextSent(left);
        for (int i = 0; i < Limits.SOURCE_HANDSHAKE_BURST; i++) {
            right.receive(proven, left, UNDER_LOAD);
        }
        assertThat(right.count(CounterId.DROP_INITIATION_REPLAY)).isEqualTo(Limits.SOURCE_HANDSHAKE_BURST - 1);
        assertThat(right.receive(proven, left, UNDER_LOAD)).isEmpty();
        assertThat(right.count(CounterId.DROP_HANDSHAKE_RATE)).isEqualTo(1);
    }

    @Test
    void cookieReply_forgedUnaskedOrForAnotherIndex() {
        byte[] initiation = left.initiate(ends.toRight);
        byte[] reply = Actions.onlyReply(right.receive(initiation, left, UNDER_LOAD));
        assertLeftRefuses(changed(reply, MessageLayout.FIRST_INDEX), CounterId.DROP_BAD_COOKIE_REPLY);
        assertLeftRefuses(changed(reply, MessageLayout.COOKIE_NONCE), CounterId.DROP_BAD_COOKIE_REPLY);
        assertLeftRefuses(changed(reply, MessageLayout.COOKIE_SEALED), CounterId.DROP_BAD_COOKIE_REPLY);
        assertThat(left.receive(reply, right)).isEmpty();
        assertThat(left.count(CounterId.DROP_BAD_COOKIE_REPLY)).isEqualTo(3);
        assertLeftRefuses(reply, CounterId.DROP_BAD_COOKIE_REPLY); // a cookie is taken once
    }

    // -- anything else -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 31, 32, 91, 93, 147, 149, 1_000})
    void datagrams_thatAreNoHandshakeMessage(int length) {
        byte[] datagram = new byte[length];
        if (length > 0) {
            datagram[0] = MessageLayout.TYPE_INITIATION;
        }
        assertRightRefuses(datagram, CounterId.DROP_UNKNOWN_MESSAGE);
    }

    @ParameterizedTest
    @MethodSource("dev.culvert.common.crypto.LowOrderPoints#all")
    void peers_whoseKeyIsOfLowOrder(PublicKey point) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> left.sessions.add("mallory", point, PresharedKey.NONE, SessionKind.STOCK, 0))
                .withMessageContaining(point.toString())
                .withMessageContaining("low order");
    }

    @Test
    void peers_thatAreOneselfOrThereAlready() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> left.add("left", left))
                .withMessageContaining("own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> left.add("right again", right))
                .withMessageContaining("two peers");
        assertThat(left.want(ends.toRight)).as("the first is there still").hasSize(1);
    }

    private byte[] assertRightAnswers(byte[] message) {
        List<SessionAction<String>> actions = right.receive(message, left);
        assertThat(Actions.kinds(actions)).containsExactly("Heard", "Send");
        return Actions.onlySent(actions);
    }

    private void assertRightRefuses(byte[] message, CounterId reason) {
        assertRefuses(right, message, left, reason);
    }

    private void assertLeftRefuses(byte[] message, CounterId reason) {
        assertRefuses(left, message, right, reason);
    }

    private static void assertRefuses(End receiver, byte[] message, End sender, CounterId reason) {
        var before = receiver.counters.snapshot();
        int indices = receiver.indicesInUse();
        assertThat(receiver.receive(message, sender)).isEmpty();
        List<CounterId> counted = new ArrayList<>();
        receiver.counters.snapshot().forEach((id, value) -> {
            for (long i = before.getOrDefault(id, 0L); i < value; i++) {
                counted.add(id);
            }
        });
        assertThat(counted).containsExactly(reason);
        assertThat(receiver.indicesInUse()).isEqualTo(indices);
    }

    private byte[] withMac1ForRight(byte[] message) {
        Macs.writeMac1(Macs.mac1Key(right.key.publicKey()), message);
        return message;
    }

    private byte[] withMac1ForLeft(byte[] message) {
        Macs.writeMac1(Macs.mac1Key(left.key.publicKey()), message);
        return message;
    }

    private static byte[] changed(byte[] message, int at) {
        byte[] changed = message.clone();
        changed[at] ^= 0x40;
        return changed;
    }
}
