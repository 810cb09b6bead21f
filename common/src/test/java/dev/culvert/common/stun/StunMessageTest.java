package dev.culvert.common.stun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunMessageTest {
    private static final int PORT = 32_853;

    @Test
    void rfc5769_request() {
        StunMessage message = parse(Rfc5769.REQUEST);
        assertThat(message.kind()).isEqualTo(StunClass.REQUEST);
        assertThat(message.method()).isEqualTo(StunMessage.BINDING);
        assertThat(message.transactionId()).isEqualTo(Rfc5769.bytes("b7e7a701bc34d686fa87dfae"));
        assertThat(message.hasFingerprint()).isTrue();
        assertThat(message.unknownAttributes()).as("PRIORITY").containsExactly(0x0024);
        assertThat(message.xorMappedAddress()).isEmpty();
    }

    @Test
    void rfc5769_responses() {
        StunMessage ipv4 = parse(Rfc5769.IPV4_RESPONSE);
        assertThat(ipv4.kind()).isEqualTo(StunClass.SUCCESS);
        assertThat(ipv4.xorMappedAddress()).contains(new Endpoint(IpAddress.parse("192.0.2.1"), PORT));
        StunMessage ipv6 = parse(Rfc5769.IPV6_RESPONSE);
        assertThat(ipv6.xorMappedAddress())
                .contains(new Endpoint(IpAddress.parse("2001:db8:1234:5678:11:2233:4455:6677"), PORT));
    }

    @Test
    void atAnOffset_readsTheSame() {
        byte[] within = new byte[Rfc5769.IPV6_RESPONSE.length + 11];
        System.arraycopy(Rfc5769.IPV6_RESPONSE, 0, within, 7, Rfc5769.IPV6_RESPONSE.length);
        StunMessage message = Objects.requireNonNull(StunMessage.parse(within, 7, Rfc5769.IPV6_RESPONSE.length));
        assertThat(message.xorMappedAddress())
                .isEqualTo(parse(Rfc5769.IPV6_RESPONSE).xorMappedAddress());
        assertThat(message.transactionId())
                .isEqualTo(parse(Rfc5769.IPV6_RESPONSE).transactionId());
    }

    @Test
    void everyChangedBit_isNoticed() {
        for (int bit = 0; bit < Rfc5769.IPV4_RESPONSE.length * 8; bit++) {
            byte[] changed = Rfc5769.IPV4_RESPONSE.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            // A changed type or length may hide the fingerprint itself.
            StunMessage message = StunMessage.parse(changed, 0, changed.length);
            assertThat(message != null && message.hasFingerprint())
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0001000021 12a442 000102030405060708090a",
                "4001000021 12a442 000102030405060708090a0b",
                "0001000021 12a443 000102030405060708090a0b",
                "0001000421 12a442 000102030405060708090a0b",
                "0001000021 12a442 000102030405060708090a0b 80220000",
                "0001000221 12a442 000102030405060708090a0b 8022",
                "0001000421 12a442 000102030405060708090a0b 80220001",
                "0001000821 12a442 000102030405060708090a0b 8022ffff00000000",
                "0001000821 12a442 000102030405060708090a0b 8028000400000000",
                "0001000821 12a442 000102030405060708090a0b 8028000000000000"
            })
    void whatIsNoMessage_isNull(String hex) {
        byte[] bytes = Rfc5769.bytes(hex);
        assertThat(StunMessage.parse(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void fingerprint_mustBeLast() {
        byte[] message = new StunWriter(StunClass.REQUEST, StunMessage.BINDING, new byte[12])
                .attribute(StunAttribute.FINGERPRINT, new byte[4])
                .finish(true);
        assertThat(StunMessage.parse(message, 0, message.length)).isNull();
    }

    @Test
    void everyClassAndMethod_isReadAsWritten() {
        for (StunClass kind : StunClass.values()) {
            for (int method = 0; method <= 0xFFF; method++) {
                StunMessage message = parse(new StunWriter(kind, method, new byte[12]).finish(false));
                assertThat(message.kind()).isEqualTo(kind);
                assertThat(message.method()).isEqualTo(method);
            }
        }
        assertThat(HexFormat.of().formatHex(new StunWriter(StunClass.ERROR, 1, new byte[12]).finish(false)))
                .startsWith("0111");
        assertThat(HexFormat.of().formatHex(new StunWriter(StunClass.INDICATION, 1, new byte[12]).finish(false)))
                .startsWith("0011");
    }

    @Test
    void whatFollowsAnIntegrity_isIgnored() {
        StunMessage message = parse(new StunWriter(StunClass.REQUEST, StunMessage.BINDING, new byte[12])
                .attribute(0x0024, new byte[4])
                .attribute(StunAttribute.MESSAGE_INTEGRITY, new byte[20])
                .attribute(0x0025, new byte[0])
                .finish(false));
        assertThat(message.unknownAttributes()).containsExactly(0x0024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0001a147", "0001a147e112a6", "0002a147e112a643", "0003a147e112a643", "00012112e112a643"})
    void malformedAddress_isAbsent(String value) {
        StunMessage message = parse(new StunWriter(StunClass.SUCCESS, StunMessage.BINDING, new byte[12])
                .attribute(StunAttribute.XOR_MAPPED_ADDRESS, Rfc5769.bytes(value))
                .finish(false));
        assertThat(message.xorMappedAddress()).isEmpty();
    }

    @Test
    void anyBytes_giveAnAnswer() {
        Random random = new Random(8489);
        for (int i = 0; i < 200_000; i++) {
            byte[] mutated = Arrays.copyOf(Rfc5769.IPV6_RESPONSE, 20 + 4 * random.nextInt(20));
            mutated[2] = 0;
            mutated[3] = (byte) (mutated.length - 20);
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            StunMessage message = StunMessage.parse(mutated, 0, mutated.length);
            if (message != null) {
                assertThat(message.xorMappedAddress()).isNotNull();
                assertThat(message.unknownAttributes()).isNotNull();
            }
        }
    }

    private static StunMessage parse(byte[] bytes) {
        return Objects.requireNonNull(StunMessage.parse(bytes, 0, bytes.length));
    }
}
