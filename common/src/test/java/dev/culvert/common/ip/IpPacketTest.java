package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPacketTest {
    private static final int AT = 7; // packets do not lie at the beginning

    @Test
    void ipv4_lengthAndAddresses() {
        byte[] packet = ipv4(5, 84, "10.0.0.1", "10.0.0.2");
        assertThat(IpPacket.length(packet, AT, 84)).isEqualTo(84);
        assertThat(source(packet)).hasToString("10.0.0.1");
        assertThat(destination(packet)).hasToString("10.0.0.2");
    }

    @Test
    void ipv6_lengthAndAddresses() {
        byte[] packet = ipv6(44, "fd00::1", "2001:db8:ffff::2");
        assertThat(IpPacket.length(packet, AT, 84)).isEqualTo(84);
        assertThat(source(packet)).hasToString("fd00::1");
        assertThat(destination(packet)).hasToString("2001:db8:ffff::2");
    }

    @Test
    void ipv6_fromHighAddresses_isNotSignExtended() {
        byte[] packet = ipv6(0, "ff02::ffff:ffff:ffff:ffff", "8000::8000:0:0:0");
        assertThat(source(packet)).hasToString("ff02::ffff:ffff:ffff:ffff");
        assertThat(destination(packet)).hasToString("8000::8000:0:0:0");
        assertThat(source(ipv4(5, 20, "255.255.255.255", "128.0.0.1"))).hasToString("255.255.255.255");
    }

    @Test
    void padding_isNoPartOfThePacket() {
        assertThat(IpPacket.length(ipv4(5, 21, "10.0.0.1", "10.0.0.2"), AT, 32)).isEqualTo(21);
        assertThat(IpPacket.length(ipv6(1, "fd00::1", "fd00::2"), AT, 48)).isEqualTo(41);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 20, 20, 20", // no payload
        "6, 24, 24, 24", // an option
        "15, 60, 60, 60", // the longest header
        "15, 59, 84, -1", // shorter than its own header
        "6, 20, 84, -1",
        "4, 84, 84, -1", // a header that cannot be
        "0, 84, 84, -1",
        "5, 19, 84, -1",
        "5, 0, 84, -1",
        "5, 84, 83, -1", // not all there
        "5, 65535, 84, -1",
        "5, 84, 20, -1"
    })
    void ipv4_whoseLengthsLie(int headerWords, int total, int available, int length) {
        assertThat(IpPacket.length(ipv4(headerWords, total, "10.0.0.1", "10.0.0.2"), AT, available))
                .isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"0, 40, 40", "44, 84, 84", "44, 83, -1", "65535, 84, -1", "0, 39, -1", "0, 20, -1"})
    void ipv6_whoseLengthsLie(int payload, int available, int length) {
        assertThat(IpPacket.length(ipv6(payload, "fd00::1", "fd00::2"), AT, available))
                .isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({"::ffff:10.0.0.1, fd00::2", "fd00::1, ::ffff:10.0.0.2"})
    void ipv6_withAMappedAddress_wouldBeTakenForIpv4(String source, String destination) {
        assertThat(IpPacket.length(ipv6(0, source, destination), AT, 84)).isEqualTo(IpPacket.MALFORMED);
    }

    @Test
    void otherVersions_areMalformed() {
        for (int version = 0; version < 16; version++) {
            byte[] packet = ipv4(5, 84, "10.0.0.1", "10.0.0.2");
            packet[AT] = (byte) (version << 4 | 5);
            boolean known = version == 4 || version == 6;
            assertThat(IpPacket.length(packet, AT, 84) == IpPacket.MALFORMED)
                    .as("version %d", version)
                    .isEqualTo(!known);
        }
    }

    @Test
    void anyBytes_giveALengthThatIsThere() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
            }
            int length = IpPacket.length(bytes, 0, bytes.length);
            if (length != IpPacket.MALFORMED) {
                assertThat(length).isBetween(20, bytes.length);
            }
        }
    }

    private static byte[] ipv4(int headerWords, int totalLength, String source, String destination) {
        ByteBuffer packet = ByteBuffer.allocate(AT + 84);
        packet.put(AT, (byte) (4 << 4 | headerWords)).putShort(AT + 2, (short) totalLength);
        packet.putInt(AT + 12, IpAddress.parse(source).ipv4Bits());
        packet.putInt(AT + 16, IpAddress.parse(destination).ipv4Bits());
        return packet.array();
    }

    private static byte[] ipv6(int payloadLength, String source, String destination) {
        ByteBuffer packet = ByteBuffer.allocate(AT + 84);
        packet.put(AT, (byte) 0x60).putShort(AT + 4, (short) payloadLength);
        packet.putLong(AT + 8, IpAddress.parse(source).high());
        packet.putLong(AT + 16, IpAddress.parse(source).low());
        packet.putLong(AT + 24, IpAddress.parse(destination).high());
        packet.putLong(AT + 32, IpAddress.parse(destination).low());
        return packet.array();
    }

    private static IpAddress source(byte[] packet) {
        return new IpAddress(IpPacket.sourceHigh(packet, AT), IpPacket.sourceLow(packet, AT));
    }

    private static IpAddress destination(byte[] packet) {
        return new IpAddress(IpPacket.destinationHigh(packet, AT), IpPacket.destinationLow(packet, AT));
    }
}
