package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** WireGuard's timers (paper, section 6), each by itself, to the nanosecond where there is no jitter. */
class SessionTimersTest {
    private static final Duration MAX_JITTER = Duration.ofNanos(Timing.REKEY_JITTER_NS);
    private static final Duration STEP = Duration.ofMillis(10);

    // -- resending and giving up -------------------------------------------------------------------------------------

    @Test
    void initiation_isResentAfterFiveSecondsAndJitter_andGivenUpAfterNinety() {
        TwoEnds ends = new TwoEnds();
        ends.left.initiate(ends.toRight);
        List<Duration> sentAt = new ArrayList<>(List.of(Duration.ZERO));
        Duration gaveUpAt = Duration.ZERO;
        while (gaveUpAt.isZero()) {
            ends.time.pass(STEP);
            List<SessionAction<String>> actions = ends.left.tick();
            Actions.sent(actions).forEach(message -> sentAt.add(ends.time.elapsed()));
            if (Actions.kinds(actions).contains("GaveUp")) {
                gaveUpAt = ends.time.elapsed();
            }
        }
        Set<Duration> gaps = new HashSet<>();
        for (int i = 1; i < sentAt.size(); i++) {
            Duration gap = sentAt.get(i).minus(sentAt.get(i - 1));
            assertThat(gap).isBetween(seconds(5), seconds(5).plus(MAX_JITTER).plus(STEP));
            gaps.add(gap);
        }
        assertThat(gaps).as("jitter").hasSizeGreaterThan(3);
        assertThat(gaveUpAt).isBetween(seconds(90), seconds(95).plus(MAX_JITTER).plus(STEP));
        assertThat(sentAt.size()).isBetween(17, 18);
        assertThat(ends.left.count(CounterId.INITIATIONS_SENT)).isEqualTo(sentAt.size());
        assertThat(ends.left.count(CounterId.HANDSHAKES_GIVEN_UP)).isEqualTo(1);
        assertThat(ends.toRight.gaveUp()).isTrue();
        assertThat(ends.toRight.isHandshaking()).isFalse();
        assertThat(ends.left.indicesInUse()).isZero();

        ends.time.passSeconds(600);
        assertThat(ends.left.tick()).as("nothing by itself").isEmpty();
        assertThat(Actions.sent(ends.left.want(ends.toRight)))
                .as("the next packet starts another")
                .hasSize(1);
    }

    @Test
    void resentInitiations_areAllDifferent_andTheNewestIsAnswered() {
        TwoEnds ends = new TwoEnds();
        byte[] first = ends.left.initiate(ends.toRight);
        byte[] second = ends.nextSent(ends.left);
        assertThat(MessageLayout.readInt(second, 4)).isNotEqualTo(MessageLayout.readInt(first, 4));
        byte[] answerToFirst = Actions.onlySent(ends.right.receive(first, ends.left));
        ends.time.passSeconds(1);
        byte[] answerToSecond = Actions.onlySent(ends.right.receive(second, ends.left));
        assertThat(ends.left.receive(answerToFirst, ends.right)).isEmpty();
        assertThat(ends.left.count(CounterId.DROP_BAD_RESPONSE)).isEqualTo(1);
        assertThat(ends.left.receive(answerToSecond, ends.right)).isNotEmpty();
        assertThat(ends.toRight.current()).isNotNull();
        assertThat(ends.toRight.isHandshaking()).isFalse();
    }

    @Test
    void initiations_areFiveSecondsApart_howeverOftenOneIsWanted() {
        TwoEnds ends = new TwoEnds();
        ends.left.initiate(ends.toRight);
        for (int i = 0; i < 499; i++) {
            ends.time.pass(STEP);
            assertThat(ends.left.want(ends.toRight)).isEmpty();
            assertThat(ends.left.tick()).isEmpty();
        }
        ends.time.pass(STEP.plus(MAX_JITTER));
        assertThat(Actions.kinds(ends.left.tick())).containsExactly("Silent", "Send");
    }

    @Test
    void initiation_wantedSoonAfterACompletedHandshake_waitsForItsFiveSeconds() {
        TwoEnds ends = TwoEnds.withSession();
        ends.time.passSeconds(1);
        assertThat(ends.left.want(ends.toRight)).isEmpty();
        assertThat(ends.nextSent(ends.left)).hasSize(MessageLayout.INITIATION_BYTES);
        assertThat(ends.time.elapsed())
                .isBetween(seconds(5), seconds(5).plus(MAX_JITTER).plus(STEP));
    }

    /** Otherwise an edge with traffic would never notice that its peer is gone, nor look its endpoint up again. */
    @Test
    void handshake_isGivenUpAfterNinetySeconds_alsoWhilePacketsKeepComing() {
        TwoEnds ends = new TwoEnds();
        ends.left.initiate(ends.toRight);
        boolean gaveUp = false;
        while (!gaveUp) {
            ends.time.pass(Duration.ofMillis(250));
            ends.left.want(ends.toRight);
            gaveUp = Actions.kinds(ends.left.tick()).contains("GaveUp");
            assertThat(ends.time.elapsed()).isLessThan(seconds(96));
        }
        assertThat(ends.time.elapsed()).isGreaterThanOrEqualTo(seconds(90));
    }

    // -- keepalives --------------------------------------------------------------------------------------------------

    @Test
    void dataReceived_isAnsweredByAnEmptyPacketAfterTenSeconds() {
        TwoEnds ends = TwoEnds.withSession();
        ends.time.passSeconds(1);
        ends.right.receiveData(ends.data(ends.toRight));
        assertSilentUntilThen(ends, ends.right, seconds(10));
        byte[] keepalive = Actions.onlySent(ends.right.tick());
        assertThat(keepalive).hasSize(MessageLayout.DATA_OVERHEAD_BYTES);
        assertThat(MessageKind.of(keepalive, 0, keepalive.length)).isEqualTo(MessageKind.DATA);
        assertThat(TwoEnds.opens(ends.left, keepalive)).isTrue();
        ends.time.passSeconds(60);
        assertThat(Actions.sent(ends.right.tick())).as("once").isEmpty();
    }

    @Test
    void dataReceived_thenDataSent_needsNoKeepalive() {
        TwoEnds ends = TwoEnds.withSession();
        ends.right.receiveData(ends.data(ends.toRight));
        ends.time.passSeconds(9);
        ends.left.receiveData(ends.data(ends.toLeft));
        ends.time.passSeconds(5);
        assertThat(ends.right.tick()).isEmpty();
    }

    @Test
    void emptyPacketsReceived_areNotAnswered() {
        TwoEnds ends = TwoEnds.withSession();
        ends.right.receiveData(Actions.onlySent(ends.left.keepalive(ends.toRight)));
        ends.time.passSeconds(60);
        assertThat(ends.right.tick()).isEmpty();
    }

    @Test
    void dataThatCameMeanwhile_isAnsweredTenSecondsLaterAgain() {
        TwoEnds ends = TwoEnds.withSession();
        ends.right.receiveData(ends.data(ends.toRight));
        ends.time.passSeconds(5);
        ends.right.receiveData(ends.data(ends.toRight));
        ends.time.passSeconds(5);
        assertThat(Actions.sent(ends.right.tick())).hasSize(1);
        assertSilentUntilThen(ends, ends.right, seconds(10));
        assertThat(Actions.sent(ends.right.tick())).hasSize(1);
        ends.time.passSeconds(10);
        assertThat(Actions.sent(ends.right.tick())).as("nothing came since").isEmpty();
    }

    @Test
    void persistentKeepalive_startsTheSessionItself_andIsSentWhileAllIsQuiet() {
        TwoEnds ends = new TwoEnds(seconds(25).toNanos());
        byte[] initiation = Actions.onlySent(ends.left.tick());
        assertThat(initiation).hasSize(MessageLayout.INITIATION_BYTES);
        ends.left.receive(Actions.onlySent(ends.right.receive(initiation, ends.left)), ends.right);
        ends.right.receiveData(Actions.onlySent(ends.left.keepalive(ends.toRight)));

        assertSilentUntilThen(ends, ends.left, seconds(25));
        assertThat(Actions.onlySent(ends.left.tick())).hasSize(MessageLayout.DATA_OVERHEAD_BYTES);
        ends.time.passSeconds(20);
        ends.left.receiveData(emptyFromRight(ends)); // what is received puts it off
        assertSilentUntilThen(ends, ends.left, seconds(25).minusNanos(1));
        ends.right.receiveData(Actions.onlySent(ends.left.keepalive(ends.toRight))); // and what is sent
        assertSilentUntilThen(ends, ends.left, seconds(25));
        assertThat(Actions.sent(ends.left.tick())).hasSize(1);
    }

    @Test
    void withoutPersistentKeepalive_nothingIsEverSentUnasked() {
        TwoEnds ends = new TwoEnds();
        assertThat(sentWithin(ends, ends.left, seconds(300))).isEmpty();
        ends.handshake();
        assertThat(sentWithin(ends, ends.left, seconds(300))).isEmpty();
    }

    // -- silence -----------------------------------------------------------------------------------------------------

    @Test
    void dataUnansweredForFifteenSeconds_startsAHandshake() {
        TwoEnds ends = TwoEnds.withSession();
        ends.data(ends.toRight);
        ends.time.passSeconds(10);
        ends.data(ends.toRight); // counts from the first
        assertSilentUntilThen(ends, ends.left, seconds(5));
        List<SessionAction<String>> actions = ends.left.tick();
        assertThat(Actions.kinds(actions)).containsExactly("Silent", "Send");
        assertThat(Actions.onlySent(actions)).hasSize(MessageLayout.INITIATION_BYTES);
        assertThat(ends.toRight.current()).as("the old keys stay meanwhile").isNotNull();
    }

    @Test
    void dataThatIsNeverAnswered_startsOneHandshake_notOneAfterTheOther() {
        TwoEnds ends = TwoEnds.withSession();
        ends.data(ends.toRight);
        sentWithin(ends, ends.left, seconds(111));
        assertThat(ends.toRight.gaveUp()).isTrue();
        assertThat(sentWithin(ends, ends.left, seconds(200))).isEmpty();
    }

    @Test
    void handshakeMessages_areAnAnswerToData_inBothDirections() {
        TwoEnds ends = TwoEnds.withSession();
        ends.right.receiveData(ends.data(ends.toRight));
        ends.time.passSeconds(9);
        byte[] response = Actions.onlySent(ends.right.receive(ends.left.initiate(ends.toRight), ends.left));
        ends.left.receive(response, ends.right);
        ends.right.receiveData(Actions.onlySent(ends.left.keepalive(ends.toRight)));
        assertThat(sentWithin(ends, ends.right, seconds(60)))
                .as("no keepalive is due")
                .isEmpty();
        assertThat(sentWithin(ends, ends.left, seconds(60)))
                .as("nobody is silent")
                .isEmpty();
    }

    @Test
    void dataAnsweredByAnything_startsNone() {
        TwoEnds ends = TwoEnds.withSession();
        ends.data(ends.toRight);
        ends.time.passSeconds(14);
        ends.left.receiveData(Actions.onlySent(ends.right.keepalive(ends.toLeft)));
        assertThat(sentWithin(ends, ends.left, seconds(60))).isEmpty();
    }

    @Test
    void emptyPacketsSent_needNoAnswer() {
        TwoEnds ends = TwoEnds.withSession();
        ends.left.keepalive(ends.toRight);
        assertThat(sentWithin(ends, ends.left, seconds(60))).isEmpty();
    }

    // -- age ---------------------------------------------------------------------------------------------------------

    @Test
    void initiatorThatSends_makesNewKeysAtTwoMinutes() {
        TwoEnds ends = TwoEnds.withSession();
        passWithTraffic(ends, seconds(120).minusNanos(1));
        assertThat(ends.left.tick()).isEmpty();
        ends.time.pass(Duration.ofNanos(1));
        assertThat(ends.left.tick()).as("nothing was sent at that age").isEmpty();
        ends.right.receiveData(ends.data(ends.toRight));
        assertThat(Actions.onlySent(ends.left.tick())).hasSize(MessageLayout.INITIATION_BYTES);
        assertThat(ends.left.tick()).as("once").isEmpty();
    }

    @Test
    void responder_doesNotMakeNewKeys_neitherWhenItSendsNorWhenItReceives() {
        TwoEnds ends = TwoEnds.withSession();
        for (int second = 0; second < 179; second++) {
            ends.time.passSeconds(1);
            ends.left.receiveData(ends.data(ends.toLeft));
            ends.right.receiveData(ends.data(ends.toRight));
            assertThat(ends.right.tick()).isEmpty();
        }
    }

    @Test
    void initiatorThatOnlyReceives_makesNewKeysAt165Seconds_once() {
        TwoEnds ends = TwoEnds.withSession();
        ends.time.pass(seconds(165).minusNanos(1));
        ends.left.receiveData(emptyFromRight(ends));
        assertThat(ends.left.tick()).isEmpty();
        ends.time.pass(Duration.ofNanos(1));
        assertThat(ends.left.tick()).as("nothing was received at that age").isEmpty();
        ends.left.receiveData(emptyFromRight(ends));
        assertThat(Actions.onlySent(ends.left.tick())).hasSize(MessageLayout.INITIATION_BYTES);
    }

    @Test
    void keys_areGoneAt180Seconds() {
        TwoEnds ends = TwoEnds.withSession();
        Keypair<String> keypair = ends.left.keypair(ends.leftIndex());
        ends.time.pass(seconds(180).minusNanos(1));
        assertThat(keypair.isExpired(ends.time.nowNs())).isFalse();
        assertThat(ends.left.tick()).isEmpty();
        ends.time.pass(Duration.ofNanos(1));
        assertThat(keypair.isExpired(ends.time.nowNs()))
                .as("also before a tick noticed")
                .isTrue();
        assertThat(ends.left.tick()).containsExactly(new SessionAction.KeysChanged<>("right", false));
        assertThat(ends.toRight.current()).isNull();
        assertThat(keypair.sendKey().isDestroyed()).isTrue();
        assertThat(ends.left.indicesInUse()).isZero();
    }

    @Test
    void keepaliveUnderExpiredKeys_startsAHandshakeInstead() {
        TwoEnds ends = TwoEnds.withSession();
        ends.time.passSeconds(180);
        assertThat(Actions.onlySent(ends.left.keepalive(ends.toRight))).hasSize(MessageLayout.INITIATION_BYTES);
    }

    @Test
    void renewal_leavesTheOldKeysReadable() {
        TwoEnds ends = TwoEnds.withSession();
        passWithTraffic(ends, seconds(120));
        byte[] underOldKeys = ends.data(ends.toRight);
        ends.handshake();
        assertThat(ends.left.count(CounterId.SESSIONS_MADE)).isEqualTo(2);
        assertThat(TwoEnds.opens(ends.right, underOldKeys)).isTrue();
        assertThat(TwoEnds.opens(ends.right, ends.data(ends.toRight))).isTrue();
    }

    // -- helpers -----------------------------------------------------------------------------------------------------

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static byte[] emptyFromRight(TwoEnds ends) {
        return Actions.onlySent(ends.right.keepalive(ends.toLeft));
    }

    /** Data each second in both directions, so that neither silence nor keepalives disturb. */
    private static void passWithTraffic(TwoEnds ends, Duration duration) {
        Duration end = ends.time.elapsed().plus(duration);
        while (ends.time.elapsed().plusSeconds(1).compareTo(end) < 0) {
            ends.time.passSeconds(1);
            ends.right.receiveData(ends.data(ends.toRight));
            ends.left.receiveData(ends.data(ends.toLeft));
        }
        ends.time.pass(end.minus(ends.time.elapsed()));
    }

    /** The end does nothing up to a nanosecond before, then it is that time. */
    private static void assertSilentUntilThen(TwoEnds ends, End end, Duration duration) {
        assertThat(end.tick()).isEmpty();
        ends.time.pass(duration.minusNanos(1));
        assertThat(end.tick()).isEmpty();
        ends.time.pass(Duration.ofNanos(1));
    }

    private static List<byte[]> sentWithin(TwoEnds ends, End end, Duration duration) {
        List<byte[]> sent = new ArrayList<>();
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(STEP)) {
            ends.time.pass(STEP);
            sent.addAll(Actions.sent(end.tick()));
        }
        return sent;
    }
}
