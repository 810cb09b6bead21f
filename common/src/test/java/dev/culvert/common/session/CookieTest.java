package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {
    private static final HandshakeSource SOURCE = source("192.0.2.1", 51820, 0);
    private static final int INDEX = 0x01020304;

    private final VirtualTime time = new VirtualTime();
    private final PrivateKey receiver = PrivateKey.of(new byte[32]);
    private final CookieGate gate = new CookieGate(receiver.publicKey(), new Random(1));
    private final CookieJar jar = new CookieJar(receiver.publicKey());

    @Test
    void withoutCookie_mac1IsRightAndMac2IsZero() {
        byte[] message = signed();
        assertThat(gate.knowsOurKey(message)).isTrue();
        assertThat(mac2(message)).containsOnly(0);
        assertThat(gate.provesAddress(message, SOURCE, time.nowNs())).isFalse();
    }

    @Test
    void mac1_isOfEveryByteBeforeIt() {
        byte[] message = signed();
        for (int i = 0; i < message.length; i++) {
            byte[] forged = message.clone();
            forged[i] ^= 1;
            boolean beforeMac2 = i < message.length - MessageLayout.MAC_BYTES;
            assertThat(gate.knowsOurKey(forged)).as("byte %d changed", i).isEqualTo(!beforeMac2);
        }
        CookieGate other = new CookieGate(PrivateKey.of(filled(9)).publicKey(), new Random(1));
        assertThat(other.knowsOurKey(message)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {MessageLayout.INITIATION_BYTES, MessageLayout.RESPONSE_BYTES})
    void roundTrip_provesTheAddress(int messageBytes) {
        byte[] first = new byte[messageBytes];
        MessageLayout.writeInt(first, MessageLayout.FIRST_INDEX, INDEX);
        jar.sign(first, time.nowNs());
        byte[] reply = gate.reply(first, SOURCE, time.nowNs());
        assertThat(MessageKind.of(reply, 0, reply.length)).isEqualTo(MessageKind.COOKIE_REPLY);
        assertThat(MessageLayout.readInt(reply, MessageLayout.FIRST_INDEX)).isEqualTo(INDEX);
        assertThat(reply.length).as("a reply is no amplification").isLessThan(messageBytes);
        assertThat(jar.accept(reply, time.nowNs())).isTrue();

        byte[] second = new byte[messageBytes];
        jar.sign(second, time.nowNs());
        assertThat(gate.knowsOurKey(second)).isTrue();
        assertThat(gate.provesAddress(second, SOURCE, time.nowNs())).isTrue();
    }

    @Test
    void cookie_isOfOneAddressAndPort() {
        byte[] message = signedWithCookie();
        assertThat(gate.provesAddress(message, SOURCE, time.nowNs())).isTrue();
        assertThat(gate.provesAddress(message, source("192.0.2.1", 51821, 0), time.nowNs()))
                .isFalse();
        assertThat(gate.provesAddress(message, source("192.0.2.2", 51820, 0), time.nowNs()))
                .isFalse();
        assertThat(gate.provesAddress(message, source("::c000:201", 51820, 0), time.nowNs()))
                .isFalse();
        assertThat(gate.provesAddress(message, source("192.0.2.1", 51820, 2), time.nowNs()))
                .as("relayed")
                .isFalse();
    }

    @Test
    void mac2_isOfEveryByteBeforeIt() {
        byte[] message = signedWithCookie();
        for (int i = 0; i < message.length; i++) {
            byte[] forged = message.clone();
            forged[i] ^= 1;
            assertThat(gate.provesAddress(forged, SOURCE, time.nowNs())).isFalse();
        }
    }

    @Test
    void reply_isTakenOnlyForTheLastMessageSigned() {
        byte[] reply = gate.reply(signed(), SOURCE, time.nowNs());
        jar.sign(new byte[MessageLayout.RESPONSE_BYTES], time.nowNs());
        assertThat(jar.accept(reply, time.nowNs())).isFalse();
        assertThat(mac2(signed())).containsOnly(0);
    }

    @Test
    void reply_beforeAnythingWasSigned_isRefused() {
        byte[] someonesMessage = new byte[MessageLayout.INITIATION_BYTES];
        new CookieJar(receiver.publicKey()).sign(someonesMessage, time.nowNs());
        assertThat(jar.accept(gate.reply(someonesMessage, SOURCE, time.nowNs()), time.nowNs()))
                .isFalse();
    }

    @Test
    void reply_changedOrOfAnother_isRefused_andTheGenuineOneTaken() {
        byte[] message = signed();
        byte[] reply = gate.reply(message, SOURCE, time.nowNs());
        for (int i = MessageLayout.COOKIE_NONCE; i < reply.length; i++) {
            byte[] forged = reply.clone();
            forged[i] ^= 1;
            assertThat(jar.accept(forged, time.nowNs()))
                    .as("byte %d changed", i)
                    .isFalse();
        }
        CookieGate other = new CookieGate(PrivateKey.of(filled(9)).publicKey(), new Random(2));
        assertThat(jar.accept(other.reply(message, SOURCE, time.nowNs()), time.nowNs()))
                .isFalse();
        assertThat(jar.accept(reply, time.nowNs())).isTrue();
    }

    @Test
    void cookie_isNoLongerUsedShortlyBeforeItExpires() {
        assertThat(jar.accept(gate.reply(signed(), SOURCE, time.nowNs()), time.nowNs()))
                .isTrue();
        time.pass(Duration.ofNanos(Timing.COOKIE_NS - Timing.COOKIE_LATENCY_NS - 1));
        assertThat(mac2(signed())).isNotEqualTo(new byte[MessageLayout.MAC_BYTES]);
        time.pass(Duration.ofNanos(1));
        assertThat(mac2(signed())).containsOnly(0);
    }

    @Test
    void secret_isMadeAnewEachTwoMinutes_andGoodForTwoMore() {
        byte[] message = signedWithCookie();
        time.pass(Duration.ofNanos(Timing.COOKIE_NS));
        assertThat(gate.provesAddress(message, SOURCE, time.nowNs()))
                .as("under the secret before")
                .isTrue();
        byte[] fresh = signedWithCookie();
        assertThat(gate.provesAddress(fresh, SOURCE, time.nowNs())).isTrue();
        time.pass(Duration.ofNanos(Timing.COOKIE_NS));
        assertThat(gate.provesAddress(message, SOURCE, time.nowNs())).isFalse();
        assertThat(gate.provesAddress(fresh, SOURCE, time.nowNs())).isTrue();
    }

    @Test
    void secrets_areForgottenWhenNobodyAskedForLong() {
        byte[] message = signedWithCookie();
        time.pass(Duration.ofNanos(2 * Timing.COOKIE_NS));
        assertThat(gate.provesAddress(message, SOURCE, time.nowNs())).isFalse();
    }

    private byte[] signed() {
        byte[] message = new byte[MessageLayout.INITIATION_BYTES];
        Arrays.fill(message, 0, MessageLayout.mac1Offset(message.length), (byte) 7);
        MessageLayout.writeInt(message, MessageLayout.FIRST_INDEX, INDEX);
        jar.sign(message, time.nowNs());
        return message;
    }

    private byte[] signedWithCookie() {
        assertThat(jar.accept(gate.reply(signed(), SOURCE, time.nowNs()), time.nowNs()))
                .isTrue();
        return signed();
    }

    private static byte[] mac2(byte[] message) {
        return Arrays.copyOfRange(message, message.length - MessageLayout.MAC_BYTES, message.length);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static HandshakeSource source(String address, int port, int relayId) {
        return new HandshakeSource(new Endpoint(IpAddress.parse(address), port), relayId);
    }
}
