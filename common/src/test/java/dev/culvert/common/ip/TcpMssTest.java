package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpMssTest {
    private static final int AT = 3;
    private static final int TCP = 6;
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final String MSS_1460 = "020405b4";

    @ParameterizedTest
    @CsvSource({
        "1400,1460,1360",
        "1400,1361,1360",
        "1400,1360,1360",
        "1400,536,536",
        "1000,65535,960",
        "68,1460,28",
        "65535,65535,65495"
    })
    void ipv4_isLoweredToWhatFits(int limit, int offered, int expected) {
        byte[] packet = ipv4(SYN, mss(offered));
        assertThat(lower(packet, limit)).isEqualTo(expected != offered);
        assertThat(mssOf(packet, AT + 20)).isEqualTo(expected);
        assertThat(TestPackets.sum(packet, AT + 20, packet.length))
                .as("checksum")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"1400,1440,1340", "1400,1340,1340", "1280,1440,1220", "1000,1440,940", "68,1440,8"})
    void ipv6_isLoweredToWhatFits(int limit, int offered, int expected) {
        byte[] packet = ipv6(SYN_ACK, mss(offered));
        assertThat(lower(packet, limit)).isEqualTo(expected != offered);
        assertThat(mssOf(packet, AT + 40)).isEqualTo(expected);
        assertThat(TestPackets.sum(packet, AT + 40, packet.length))
                .as("checksum")
                .isZero();
    }

    @Test
    void synAndSynAck_ofBothFamilies_areLowered_othersNot() {
        for (int flags = 0; flags < 256; flags++) {
            boolean syn = (flags & SYN) != 0;
            assertThat(lower(ipv4(flags, MSS_1460), 1400)).as("flags %x", flags).isEqualTo(syn);
            assertThat(lower(ipv6(flags, MSS_1460), 1400)).as("flags %x", flags).isEqualTo(syn);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "01020405b4010000, 3", // at an odd place: across two words of the checksum
        "0101020405b40000, 4",
        "0402080a0000000100000002020405b4, 14",
        "fd05aabbcc020405b4000000, 7"
    })
    void option_isFoundAnywhere(String options, int valueAt) {
        byte[] packet = ipv4(SYN, options);
        assertThat(lower(packet, 1000)).isTrue();
        assertThat(ByteBuffer.wrap(packet).getShort(AT + 40 + valueAt)).isEqualTo((short) 960);
        assertThat(TestPackets.sum(packet, AT + 20, packet.length))
                .as("checksum")
                .isZero();
    }

    @Test
    void optionThatComesTwice_isLoweredTwice() {
        byte[] packet = ipv4(SYN, MSS_1460 + "02042000");
        assertThat(lower(packet, 1000)).isTrue();
        assertThat(HexFormat.of().formatHex(packet, AT + 40, packet.length)).isEqualTo("020403c0020403c0");
        assertThat(TestPackets.sum(packet, AT + 20, packet.length))
                .as("checksum")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no options
                "01010101",
                "00020405b4000000", // behind the end
                "020305b4", // another size than an MSS has
                "020505b400000000",
                "0400020405b40000", // an option without size: where does the next begin?
                "0401020405b40000",
                "0430020405b40000", // beyond the end
                "01010102", // cut off
                "01010204",
                "010204ff"
            })
    void noOrMalformedOption_staysAsItIs(String options) {
        byte[] packet = ipv4(SYN, options);
        byte[] before = packet.clone();
        assertThat(lower(packet, 100)).isFalse();
        assertThat(packet).isEqualTo(before);
    }

    @Test
    void fragments_stayAsTheyAre() {
        for (int fragment : new int[] {0x2000, 0x0001, 0x3FFF, 0x2001}) {
            byte[] packet = ipv4(SYN, MSS_1460);
            ByteBuffer.wrap(packet).putShort(AT + 6, (short) fragment);
            assertThat(lower(packet, 1000)).as("%x", fragment).isFalse();
        }
        byte[] unfragmented = ipv4(SYN, MSS_1460);
        unfragmented[AT + 6] = 0x40;
        assertThat(lower(unfragmented, 1000)).as("DF").isTrue();
    }

    @Test
    void otherProtocols_extensionHeaders_andCutHeaders_stayAsTheyAre() {
        byte[] udp = ipv4(SYN, MSS_1460);
        udp[AT + 9] = 17;
        assertThat(lower(udp, 1000)).isFalse();
        byte[] behindExtension = ipv6(SYN, MSS_1460);
        behindExtension[AT + 6] = 60;
        assertThat(lower(behindExtension, 1000)).isFalse();
        byte[] beyond = ipv4(SYN, MSS_1460);
        beyond[AT + 20 + 12] = (byte) 0xF0; // a header that is longer than the packet
        assertThat(lower(beyond, 1000)).isFalse();
        byte[] shorter = ipv4(SYN, MSS_1460);
        shorter[AT + 20 + 12] = 0x40; // one that is shorter than a header can be
        assertThat(lower(shorter, 1000)).isFalse();
        for (int length = 0; length < 44; length++) {
            assertThat(TcpMss.lower(ipv4(SYN, MSS_1460), AT, length, 1000)).isFalse();
            assertThat(TcpMss.lower(ipv6(SYN, MSS_1460), AT, length + 20, 1000)).isFalse();
        }
    }

    @Test
    void ipv4Options_standBeforeTcp() {
        byte[] packet = new byte[AT + 60 + 24];
        System.arraycopy(ipv4(SYN, MSS_1460), AT + 20, packet, AT + 60, 24);
        packet[AT] = 0x4F;
        packet[AT + 9] = TCP;
        assertThat(lower(packet, 1000)).isTrue();
        assertThat(mssOf(packet, AT + 60)).isEqualTo(960);
    }

    @Test
    void wrongChecksum_staysWrong() {
        byte[] packet = ipv4(SYN, MSS_1460);
        packet[AT + 20 + 16] ^= 1;
        assertThat(lower(packet, 1000)).isTrue();
        assertThat(TestPackets.sum(packet, AT + 20, packet.length)).isNotZero();
    }

    /** Whatever is given: sizes that a slow reader finds are lowered, the sum is what it was, and nothing else changes. */
    @Test
    void anyBytes_changeAsASlowReaderSays() {
        Random random = new Random(9293);
        int lowered = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] packet = random(random);
            int limit = 68 + random.nextInt(random.nextBoolean() ? 1500 : 65_468);
            byte[] expected = new SlowMss(packet, AT, limit).lowered();
            byte[] actual = packet.clone();
            boolean changed = TcpMss.lower(actual, AT, packet.length - AT, limit);
            assertThat(changed).isEqualTo(!Arrays.equals(actual, packet));
            int tcp = AT + (packet.length > AT && packet[AT] >>> 4 == 6 ? 40 : 20);
            if (changed) {
                lowered++;
                tcp = packet[AT] >>> 4 == 6 ? tcp : AT + (packet[AT] & 0x0F) * 4;
                assertThat(TestPackets.sum(actual, tcp, actual.length))
                        .isEqualTo(TestPackets.sum(packet, tcp, packet.length));
                actual[tcp + 16] = packet[tcp + 16];
                actual[tcp + 17] = packet[tcp + 17];
            }
            assertThat(actual).isEqualTo(expected);
        }
        assertThat(lowered).as("packets that were changed").isGreaterThan(10_000);
    }

    private static byte[] random(Random random) {
        byte[] packet = new byte[AT + random.nextInt(130)];
        random.nextBytes(packet);
        if (packet.length < AT + 40 || random.nextInt(10) == 0) {
            return packet;
        }
        boolean ipv6 = random.nextBoolean();
        packet[AT] = (byte) (ipv6 ? 0x60 : 0x45 + (random.nextInt(4) == 0 ? random.nextInt(11) : 0));
        packet[AT + (ipv6 ? 6 : 9)] = TCP;
        if (!ipv6 && random.nextInt(8) != 0) {
            packet[AT + 6] = 0x40;
            packet[AT + 7] = 0;
        }
        int tcp = AT + (ipv6 ? 40 : (packet[AT] & 0x0F) * 4);
        if (tcp + 20 <= packet.length) {
            int words = Math.min(15, (packet.length - tcp) / 4);
            packet[tcp + 12] = (byte) (random.nextInt(16) == 0 ? random.nextInt() : words << 4);
            packet[tcp + 13] |= (byte) (random.nextInt(8) == 0 ? 0 : SYN);
            fillOptions(packet, tcp + 20, Math.min(packet.length, tcp + 4 * words), random);
        }
        return packet;
    }

    /** Mostly options that exist, with mostly the size that they have. */
    private static void fillOptions(byte[] packet, int from, int to, Random random) {
        int at = from;
        while (at < to) {
            int kind =
                    random.nextInt(10) == 0 ? random.nextInt(256) : new int[] {1, 1, 2, 2, 3, 4, 8}[random.nextInt(7)];
            int size = switch (kind) {
                case 1 -> 1;
                case 2 -> 4;
                case 3 -> 3;
                case 4 -> 2;
                case 8 -> 10;
                default -> 2 + random.nextInt(6);
            };
            packet[at] = (byte) kind;
            if (size > 1 && at + 1 < to) {
                packet[at + 1] = (byte) (random.nextInt(20) == 0 ? random.nextInt() : size);
            }
            at += size;
        }
    }

    private static boolean lower(byte[] packet, int limit) {
        return TcpMss.lower(packet, AT, packet.length - AT, limit);
    }

    private static String mss(int value) {
        return String.format("0204%04x", value);
    }

    private static int mssOf(byte[] packet, int tcp) {
        return ByteBuffer.wrap(packet).getShort(tcp + 22) & 0xFFFF;
    }

    private static byte[] ipv4(int flags, String options) {
        byte[] bytes = HexFormat.of().parseHex(options);
        byte[] packet = TestPackets.ipv4(AT, 40 + bytes.length, TCP, "10.0.0.1", "10.0.0.9");
        return withTcp(packet, AT + 20, flags, bytes);
    }

    private static byte[] ipv6(int flags, String options) {
        byte[] bytes = HexFormat.of().parseHex(options);
        byte[] packet = TestPackets.ipv6(AT, 60 + bytes.length, TCP, "fd00::1", "fd00::9");
        return withTcp(packet, AT + 40, flags, bytes);
    }

    /** Its checksum is right without a pseudo-header, which does not change. */
    private static byte[] withTcp(byte[] packet, int tcp, int flags, byte[] options) {
        packet[tcp + 12] = (byte) ((20 + options.length) * 4);
        packet[tcp + 13] = (byte) flags;
        System.arraycopy(options, 0, packet, tcp + 20, options.length);
        ByteBuffer.wrap(packet).putShort(tcp + 16, (short) 0);
        int rest = TestPackets.sum(packet, tcp, packet.length);
        ByteBuffer.wrap(packet).putShort(tcp + 16, (short) (0xFFFF - rest));
        return packet;
    }
}
