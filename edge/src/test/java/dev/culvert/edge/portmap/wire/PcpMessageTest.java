package dev.culvert.edge.portmap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PCP's bytes, by RFC 6887 sections 7 and 11. */
class PcpMessageTest {
    private static final PcpNonce NONCE = new PcpNonce(0x0102030405060708L, 0x090a0b0c);
    private static final String MAPPED = "02 81 00 00  00000258  00000e10  000000000000000000000000"
            + "0102030405060708090a0b0c  11 000000  1e61 1e62  00000000000000000000ffffcb007101";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Optional<PcpMessage> parse(String hex) {
        byte[] bytes = bytes(hex);
        return PcpMessage.parse(bytes, bytes.length);
    }

    @Test
    void aRequestForAPort() {
        assertThat(PcpMessage.mapRequest(IpAddress.parse("192.168.1.2"), NONCE, 7777, 7778, 600))
                .isEqualTo(bytes("02 01 0000  00000258  00000000000000000000ffffc0a80102"
                        + "0102030405060708090a0b0c  11 000000  1e61 1e62  00000000000000000000ffff00000000"));
    }

    @Test
    void anAnswer() {
        var mapped = (PcpMessage.Mapped) parse(MAPPED).orElseThrow();
        assertThat(mapped)
                .isEqualTo(new PcpMessage.Mapped(
                        NONCE, PcpMessage.UDP, 7777, 7778, IpAddress.parse("203.0.113.1"), 600, 3600));
        assertThat(mapped.external()).contains(new Endpoint(IpAddress.parse("203.0.113.1"), 7778));
        assertThat(parse(MAPPED + "00000000")).as("options are passed over").contains(mapped);
    }

    @ParameterizedTest
    @CsvSource({"0,203.0.113.1", "7778,0.0.0.0", "7778,2001:db8::1"})
    void anAnswerWithoutAnEndpoint(int port, String address) {
        assertThat(new PcpMessage.Mapped(NONCE, 17, 7777, port, IpAddress.parse(address), 600, 1).external())
                .isEmpty();
    }

    @Test
    void refusals() {
        String mapped = MAPPED.replaceFirst("02 81 00 00", "02 81 00 0c");
        var refusal = (PcpMessage.Refusal) parse(mapped).orElseThrow();
        assertThat(refusal).isEqualTo(new PcpMessage.Refusal(1, 12, Optional.of(NONCE), 3600));
        assertThat(refusal.words()).isEqualTo("a NAT stands between this host and the server");
        assertThat(parse("02 81 00 ff 00000000 00000001 000000000000000000000000"))
                .as("without the request")
                .contains(new PcpMessage.Refusal(1, 255, Optional.empty(), 1));
        assertThat(new PcpMessage.Refusal(1, 255, Optional.empty(), 1).words()).isEqualTo("result 255");
    }

    @Test
    void anAnnouncement() {
        assertThat(parse("02 80 00 00 00000000 ffffffff 000000000000000000000000"))
                .contains(new PcpMessage.Announcement(0xFFFFFFFFL));
    }

    @Test
    void anotherVersion() {
        assertThat(parse("00 81 0001 00000e10")).as("NAT-PMP's").contains(new PcpMessage.OtherVersion(0));
        assertThat(parse("01 81 0001")).contains(new PcpMessage.OtherVersion(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02 81 00",
                "02 81 00 00 00000258 00000e10 0000000000000000000000",
                "02 81 00 00 00000258 00000e10 000000000000000000000000 0102",
                "02 01 00 00 00000258 00000e10 000000000000000000000000",
                "02 83 00 00 00000258 00000e10 000000000000000000000000",
            })
    void whatIsNoAnswer(String hex) {
        assertThat(parse(hex)).isEmpty();
    }

    @Test
    void anyBytes() {
        byte[] mapped = bytes(MAPPED);
        for (int length = 0; length < mapped.length; length++) {
            assertThat(PcpMessage.parse(mapped, length))
                    .as("the first %d bytes", length)
                    .isEmpty();
        }
        byte[] large = Arrays.copyOf(mapped, PcpMessage.MAX_BYTES + 1);
        assertThat(PcpMessage.parse(large, PcpMessage.MAX_BYTES)).isPresent();
        assertThat(PcpMessage.parse(large, PcpMessage.MAX_BYTES + 1)).isEmpty();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            PcpMessage.parse(bytes, bytes.length)
                    .ifPresent(message -> assertThat(message.toString()).isNotEmpty());
        }
    }
}
