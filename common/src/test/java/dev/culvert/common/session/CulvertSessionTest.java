package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What differs from WireGuard's timers in sessions between Culvert's programs, and how newcomers are let in. */
@ParameterizedClass
@EnumSource(CipherSuite.class)
class CulvertSessionTest {
    private static final Duration STEP = Duration.ofMillis(5);

    private final VirtualTime time = new VirtualTime();
    private final CipherSuite suite;
    private final End left;
    private final End right;
    private final Session<String> toRight;
    private final Session<String> toLeft;

    CulvertSessionTest(CipherSuite suite) {
        this.suite = suite;
        left = new End(time, 1, List.of(suite));
        right = new End(time, 2, List.of(suite));
        toRight = left.addCulvert("right", right);
        toLeft = right.addCulvert("left", left);
        toRight.onOffer(List.of(suite.number()));
        toLeft.onOffer(List.of(suite.number()));
    }

    @Test
    void theBestSuiteOfBothIsTheSessions() {
        handshake();
        assertThat(Objects.requireNonNull(toRight.current()).suite()).isEqualTo(suite);
    }

    @Test
    void initiation_isResentAfterAQuarterSecond_doublingToTwo_thenEachFive_andGivenUpAfterFifteen() {
        left.initiate(toRight);
        List<Duration> sentAt = new ArrayList<>(List.of(Duration.ZERO));
        Duration gaveUpAt = Duration.ZERO;
        while (gaveUpAt.isZero()) {
            time.pass(STEP);
            List<SessionAction<String>> actions = left.tick();
            Actions.sent(actions).forEach(message -> sentAt.add(time.elapsed()));
            gaveUpAt = Actions.kinds(actions).contains("GaveUp") ? time.elapsed() : Duration.ZERO;
        }
        long[] wantedMs = {250, 500, 1_000, 2_000, 5_000, 5_000};
        for (int i = 1; i < sentAt.size(); i++) {
            long gapMs = sentAt.get(i).minus(sentAt.get(i - 1)).toMillis();
            assertThat(gapMs).isBetween(wantedMs[i - 1], wantedMs[i - 1] * 6 / 5 + STEP.toMillis());
        }
        assertThat(sentAt).hasSizeBetween(6, 7);
        assertThat(gaveUpAt).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(21));
    }

    @Test
    void cookieReply_isAnsweredAtOnce() {
        right.demandsCookie = true;
        byte[] cookieReply = Actions.onlyReply(right.receive(left.initiate(toRight), left));
        byte[] second = Actions.onlySent(left.receive(cookieReply, right));
        assertThat(Actions.sent(right.receive(second, left))).hasSize(1);
    }

    @Test
    void cookieFromAHello_sparesTheRoundTrip() {
        right.demandsCookie = true;
        toRight.useCookie(right.sessions.cookieFor(HandshakeSource.of(left.endpoint), time.nowNs()), time.nowNs());
        assertThat(Actions.sent(right.receive(left.initiate(toRight), left))).hasSize(1);
    }

    @Test
    void receivedData_isAnsweredByNoKeepalive_andUnansweredDataByNoHandshake() {
        handshake();
        toRight.activity().sent(true, 100, time.nowNs());
        toLeft.activity().received(true, 100, time.nowNs());
        for (int i = 0; i < 100; i++) {
            time.passSeconds(1);
            assertThat(left.tick()).isEmpty();
            assertThat(right.tick()).isEmpty();
        }
    }

    @Test
    void keysAreRenewedForData_neverForPings() {
        handshake();
        time.passSeconds(121);
        assertThat(toRight.seal(new byte[16], false, time.nowNs())).isNotNull();
        assertThat(left.tick()).as("a ping").isEmpty();
        assertThat(toRight.seal(new byte[16], true, time.nowNs())).isNotNull();
        time.passSeconds(1);
        assertThat(Actions.onlySent(left.tick())).hasSize(MessageLayout.INITIATION_BYTES);
    }

    @Test
    void agesOfKeys_areLookedAtOnceASecond() {
        handshake();
        time.pass(Duration.ofMillis(179_600));
        assertThat(left.tick()).as("too young").isEmpty();
        time.pass(Duration.ofMillis(500));
        assertThat(left.tick()).as("half a second after the last look").isEmpty();
        time.pass(Duration.ofMillis(500));
        assertThat(Actions.kinds(left.tick())).containsExactly("KeysChanged");
    }

    @Test
    void renew_makesNewKeysAtMostOnceASecond_andKeepsTheOldOnes() {
        handshake();
        assertThat(renew()).as("within a second of the last initiation").isEmpty();
        time.passSeconds(1);
        Keypair<String> before = toRight.current();
        byte[] initiation = Actions.onlySent(renew());
        assertThat(toRight.current()).isSameAs(before);
        left.receive(Actions.onlySent(right.receive(initiation, left)), right);
        assertThat(toRight.current()).isNotSameAs(before);
    }

    @Test
    void seal_needsKeys_andIsOpenedOnce() {
        assertThat(toRight.seal(new byte[] {3, 1}, true, time.nowNs())).isNull();
        handshake();
        byte[] message = toRight.seal(new byte[] {3, 1}, true, time.nowNs());
        assertThat(message).hasSize(MessageLayout.DATA_OVERHEAD_BYTES + 16);
        Counters<CounterId> counters = new Counters<>(CounterId.class);
        SessionOpener<String> opener = new SessionOpener<>(right.sessions.indices(), counters);
        assertThat(opener.isKnown(message, 0)).isTrue();
        assertThat(opener.open(message, 0, message.length, time.nowNs()))
                .get()
                .satisfies(opened ->
                        assertThat(opened.plaintext()).startsWith(3, 1).hasSize(16));
        assertThat(opener.open(message, 0, message.length, time.nowNs())).isEmpty();
        assertThat(counters.value(CounterId.DROP_REPLAY_DUPLICATE)).isEqualTo(1);
        message[message.length - 1] ^= 1;
        assertThat(opener.open(message, 0, message.length, time.nowNs())).isEmpty();
        assertThat(counters.value(CounterId.DROP_BAD_TAG)).isEqualTo(1);
        message[MessageLayout.FIRST_INDEX] ^= 1;
        assertThat(opener.isKnown(message, 0)).isFalse();
        assertThat(opener.open(message, 0, message.length, time.nowNs())).isEmpty();
        assertThat(counters.value(CounterId.DROP_UNKNOWN_INDEX)).isEqualTo(1);
    }

    @Test
    void newcomer_isLetInOnceItHasShownItsKey() {
        End carol = new End(time, 3);
        Session<String> toOpen = carol.addCulvert("right", right);
        byte[] initiation = carol.initiate(toOpen);
        assertThat(right.receive(initiation, carol)).isEmpty();
        assertThat(right.count(CounterId.DROP_UNKNOWN_PEER)).isEqualTo(1);
        right.open = true;
        byte[] forged = initiation.clone();
        forged[MessageLayout.INITIATION_NOISE + 90] ^= 1; // in the timestamp: the static key before it is readable
        Macs.writeMac1(Macs.mac1Key(right.key.publicKey()), forged);
        assertThat(right.receive(forged, carol)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_INITIATION)).isEqualTo(1);
        assertThat(right.sessions.find(carol.key.publicKey())).isNull();
        carol.receive(Actions.onlySent(right.receive(initiation, carol)), right);
        assertThat(toOpen.current()).isNotNull();
    }

    @Test
    void removedSession_isGoneWithItsKeys() {
        handshake();
        int inUse = right.indicesInUse();
        assertThat(inUse).isPositive();
        right.sessions.remove(toLeft);
        assertThat(right.indicesInUse()).isZero();
        assertThat(right.sessions.find(left.key.publicKey())).isNull();
    }

    private List<SessionAction<String>> renew() {
        List<SessionAction<String>> actions = new ArrayList<>();
        toRight.renew(time.nowNs(), actions);
        return actions;
    }

    private void handshake() {
        byte[] response = Actions.onlySent(right.receive(left.initiate(toRight), left));
        left.receive(response, right);
        right.receiveData(Actions.onlySent(left.keepalive(toRight)));
    }
}
