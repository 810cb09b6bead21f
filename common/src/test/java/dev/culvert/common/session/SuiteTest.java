package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which suite a session gets, and what becomes of a message that somebody moves to another. */
class SuiteTest {
    private static final int AES = CipherSuite.AES_256_GCM.number();
    private static final int UNKNOWN = 0x81;

    private final VirtualTime time = new VirtualTime();
    private final End left = new End(time, 1, List.of(CipherSuite.AES_256_GCM));
    private final End right = new End(time, 2, List.of(CipherSuite.AES_256_GCM));
    private final End plain = new End(time, 3);
    private final Session<String> toRight = left.addCulvert("right", right);
    private final Session<String> toPlain = left.addCulvert("plain", plain);
    private final Session<String> fromPlain = plain.addCulvert("left", left);

    SuiteTest() {
        right.addCulvert("left", left);
    }

    @Test
    void withoutARecord_itIsWireGuards() {
        assertThat(handshake(left, toRight, right)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void withBothRecords_itIsTheBestOfBoth() {
        toRight.onOffer(List.of(AES, UNKNOWN));
        assertThat(handshake(left, toRight, right)).isEqualTo(CipherSuite.AES_256_GCM);
        toPlain.onOffer(List.of());
        assertThat(handshake(left, toPlain, plain)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
        time.passSeconds(1);
        fromPlain.onOffer(List.of(AES));
        assertThat(handshake(plain, fromPlain, left)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void keypairKeepsItsSuite_andTheNextHasTheOneThatIsOfferedThen() {
        handshake(left, toRight, right);
        Keypair<String> first = Objects.requireNonNull(toRight.current());
        toRight.onOffer(List.of(AES));
        time.passSeconds(121);
        assertThat(handshake(left, toRight, right)).isEqualTo(CipherSuite.AES_256_GCM);
        assertThat(first.suite()).isEqualTo(CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void downgradedInitiation_isRefused_thoughItsMacIsRight() {
        toRight.onOffer(List.of(AES));
        byte[] initiation = left.initiate(toRight);
        assertThat(MessageLayout.suite(initiation, 0)).isEqualTo(AES);

        initiation[1] = 0;
        assertThat(right.receive(initiation, left)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_MAC1)).isEqualTo(1);

        Macs.writeMac1(Macs.mac1Key(right.key.publicKey()), initiation);
        assertThat(right.receive(initiation, left)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_INITIATION)).isEqualTo(1);
    }

    @Test
    void upgradedInitiation_isRefused() {
        byte[] initiation = left.initiate(toRight);
        initiation[1] = (byte) AES;
        Macs.writeMac1(Macs.mac1Key(right.key.publicKey()), initiation);
        assertThat(right.receive(initiation, left)).isEmpty();
        assertThat(right.count(CounterId.DROP_BAD_INITIATION)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void responseOfAnotherSuite_answersNothing_andTheGenuineOneStillDoes(boolean offered) {
        if (offered) {
            toRight.onOffer(List.of(AES));
        }
        byte[] response = Actions.onlySent(right.receive(left.initiate(toRight), left));
        byte[] moved = response.clone();
        moved[1] ^= (byte) AES;
        Macs.writeMac1(Macs.mac1Key(left.key.publicKey()), moved);

        assertThat(left.receive(moved, right)).isEmpty();
        assertThat(left.count(CounterId.DROP_BAD_RESPONSE)).isEqualTo(1);
        assertThat(Actions.kinds(left.receive(response, right))).contains("KeysChanged");
    }

    @Test
    void suiteThatIsNotOffered_isRefused() {
        toPlain.onOffer(List.of(AES));
        assertThat(plain.receive(left.initiate(toPlain), left)).isEmpty();
        assertThat(plain.count(CounterId.DROP_SUITE_NOT_OFFERED)).isEqualTo(1);
    }

    @Test
    void afterOneThatWasGivenUp_theNextIsInTheSuiteThatEverybodyHas_once() {
        toPlain.onOffer(List.of(AES)); // as an old record had it
        left.initiate(toPlain);
        while (!toPlain.gaveUp()) {
            time.passSeconds(1);
            left.tick();
        }
        time.passSeconds(1);
        assertThat(handshake(left, toPlain, plain)).isEqualTo(CipherSuite.CHACHA20_POLY1305);
        time.passSeconds(1);
        assertThat(MessageLayout.suite(left.initiate(toPlain), 0)).isEqualTo(AES);
    }

    @Test
    void afterOneThatWasGivenUp_aRecordThatComesCountsAgain() {
        toRight.onOffer(List.of(AES));
        left.initiate(toRight);
        while (!toRight.gaveUp()) {
            time.passSeconds(1);
            left.tick();
        }
        toRight.onOffer(List.of(AES));
        assertThat(toRight.gaveUp()).as("nobody has answered yet").isTrue();
        time.passSeconds(1);
        assertThat(handshake(left, toRight, right)).isEqualTo(CipherSuite.AES_256_GCM);
    }

    @Test
    void stockPeers_getWireGuardsSuiteOnly() {
        End stock = new End(time, 4, List.of(CipherSuite.AES_256_GCM));
        stock.add("left", left);
        Session<String> toStock = left.addCulvert("stock", stock);
        toStock.onOffer(List.of(AES));
        assertThat(stock.receive(left.initiate(toStock), left)).isEmpty();
        assertThat(stock.count(CounterId.DROP_SUITE_NOT_OFFERED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dataMessage_opensUnderItsOwnHeadOnly(boolean offered) {
        if (offered) {
            toRight.onOffer(List.of(AES));
        }
        handshake(left, toRight, right);
        byte[] message = toRight.seal(new byte[20], true, time.nowNs());
        assertThat(message).isNotNull();
        Keypair<String> keys = right.keypair(MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        assertThat(MessageKind.of(message, 0, message.length)).isEqualTo(MessageKind.DATA);

        byte[] moved = message.clone();
        moved[1] ^= (byte) AES;
        DataCipher cipher = new DataCipher(AeadFactory.JCE);
        assertThat(cipher.open(keys, moved, 0, moved.length, new byte[64])).isFalse();
        if (offered) {
            byte[] flagged = message.clone();
            flagged[2] = 1;
            assertThat(cipher.open(keys, flagged, 0, flagged.length, new byte[64]))
                    .as("the first bytes are part of the nonce")
                    .isFalse();
        }
        assertThat(cipher.open(keys, message, 0, message.length, new byte[64])).isTrue();
    }

    /** One end initiates, the other answers, the first packet confirms; the suite of what came of it. */
    private CipherSuite handshake(End from, Session<String> session, End to) {
        byte[] response = Actions.onlySent(to.receive(from.initiate(session), from));
        from.receive(response, to);
        to.receiveData(Actions.onlySent(from.keepalive(session)));
        Session<String> other = to.sessions.find(from.key.publicKey());
        assertThat(other).isNotNull();
        assertThat(suite(other)).isEqualTo(suite(session));
        return suite(session);
    }

    private static CipherSuite suite(Session<String> session) {
        return Objects.requireNonNull(session.current()).suite();
    }
}
