package dev.culvert.edge.portmap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NAT-PMP's bytes, by RFC 6886 section 3. */
class NatPmpMessageTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Optional<NatPmpMessage> parse(String hex) {
        byte[] bytes = bytes(hex);
        return NatPmpMessage.parse(bytes, bytes.length);
    }

    @Test
    void requests() {
        assertThat(NatPmpMessage.addressRequest()).isEqualTo(bytes("0000"));
        assertThat(NatPmpMessage.mapRequest(7777, 7778, 600)).isEqualTo(bytes("00 01 0000 1e61 1e62 00000258"));
    }

    @Test
    void answers() {
        assertThat(parse("00 80 0000 00000e10 cb007101"))
                .contains(new NatPmpMessage.ExternalAddress(IpAddress.parse("203.0.113.1"), 3600));
        assertThat(parse("00 81 0000 00000e10 1e61 1e62 00000258"))
                .contains(new NatPmpMessage.Mapped(7777, 7778, 600, 3600));
    }

    @Test
    void refusals() {
        var refusal = (NatPmpMessage.Refusal)
                parse("00 81 0003 00000e10 1e61 1e62 00000000").orElseThrow();
        assertThat(refusal).isEqualTo(new NatPmpMessage.Refusal(1, 3, 3600));
        assertThat(refusal.words()).isEqualTo("network failure");
        assertThat(parse("00 80 0001 00000001")).contains(new NatPmpMessage.Refusal(0, 1, 1));
        assertThat(parse("02 81 00 01")).as("PCP's").contains(new NatPmpMessage.OtherVersion(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00 80 00",
                "00 80 0000 00000e",
                "00 80 0000 00000e10 cb0071",
                "00 81 0000 00000e10 1e61 1e62 000002",
                "00 82 0000 00000e10 1e61 1e62 00000258",
                "00 00 0000 00000e10 cb007101",
            })
    void whatIsNoAnswer(String hex) {
        assertThat(parse(hex)).isEmpty();
    }

    @Test
    void anyBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);
            NatPmpMessage.parse(bytes, bytes.length)
                    .ifPresent(message -> assertThat(message.toString()).isNotEmpty());
        }
    }
}
