package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpUnreachableTest {
    private static final int AT = 5;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;
    private static final IpAddress FROM = IpAddress.parse("10.0.0.9");
    private static final IpAddress FROM_V6 = IpAddress.parse("fd00::9");

    @ParameterizedTest
    @CsvSource({"28,56", "101,129", "548,576", "549,576", "1400,576"})
    void ipv4_quotesWhatFits(int length, int answered) {
        byte[] packet = ipv4(length, UDP, "10.0.0.1", "10.0.0.9");
        byte[] answer = Objects.requireNonNull(answer(packet, FROM));
        assertThat(answer).hasSize(answered);
        assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(answered);
        assertThat(address(answer, IpPacket.sourceHigh(answer, 0), IpPacket.sourceLow(answer, 0)))
                .isEqualTo(FROM);
        assertThat(address(answer, IpPacket.destinationHigh(answer, 0), IpPacket.destinationLow(answer, 0)))
                .isEqualTo(IpAddress.parse("10.0.0.1"));
        assertThat(answer[9]).isEqualTo((byte) ICMP);
        assertThat(Arrays.copyOfRange(answer, 20, 22)).containsExactly(3, 1);
        assertThat(Arrays.copyOfRange(answer, 24, 28)).containsOnly(0);
        assertThat(Arrays.copyOfRange(answer, 28, answered))
                .isEqualTo(Arrays.copyOfRange(packet, AT, AT + answered - 28));
        assertThat(checks(Arrays.copyOf(answer, 20))).as("header checksum").isTrue();
        assertThat(checks(Arrays.copyOfRange(answer, 20, answered)))
                .as("ICMP checksum")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"48,96", "1232,1280", "1233,1280", "1400,1280", "1401,1280", "101,149"})
    void ipv6_quotesWhatFits(int length, int answered) {
        byte[] packet = ipv6(length, UDP, "fd00::1", "fd00::9");
        byte[] answer = Objects.requireNonNull(answer(packet, FROM_V6));
        assertThat(answer).hasSize(answered);
        assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(answered);
        assertThat(address(answer, IpPacket.sourceHigh(answer, 0), IpPacket.sourceLow(answer, 0)))
                .isEqualTo(FROM_V6);
        assertThat(address(answer, IpPacket.destinationHigh(answer, 0), IpPacket.destinationLow(answer, 0)))
                .isEqualTo(IpAddress.parse("fd00::1"));
        assertThat(answer[6]).isEqualTo((byte) ICMPV6);
        assertThat(Arrays.copyOfRange(answer, 40, 42)).containsExactly(1, 3);
        assertThat(Arrays.copyOfRange(answer, 48, answered))
                .isEqualTo(Arrays.copyOfRange(packet, AT, AT + answered - 48));
        ByteBuffer pseudo = ByteBuffer.allocate(40 + answered - 40);
        pseudo.put(answer, 8, 32).putInt(answered - 40).putInt(ICMPV6).put(answer, 40, answered - 40);
        assertThat(checks(pseudo.array())).as("ICMPv6 checksum").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3,false", "4,false", "5,false", "11,false", "12,false", "0,true", "8,true", "13,true"})
    void ipv4_neverAboutIcmpErrors(int type, boolean answered) {
        byte[] packet = ipv4(84, ICMP, "10.0.0.1", "10.0.0.9");
        packet[AT + 20] = (byte) type;
        assertThat(answer(packet, FROM) != null).isEqualTo(answered);
    }

    @Test
    void ipv4_icmpTypeIsFoundBehindOptions_orThereIsNoAnswer() {
        byte[] packet = ipv4(84, ICMP, "10.0.0.1", "10.0.0.9");
        packet[AT] = 0x4F;
        packet[AT + 20] = 8;
        packet[AT + 60] = 3;
        assertThat(answer(packet, FROM)).isNull();
        byte[] bare = ipv4(20, ICMP, "10.0.0.1", "10.0.0.9");
        assertThat(answer(bare, FROM)).isNull();
    }

    @Test
    void ipv4_onlyAboutTheFirstFragment() {
        byte[] packet = ipv4(84, UDP, "10.0.0.1", "10.0.0.9");
        ByteBuffer.wrap(packet).putShort(AT + 6, (short) 0x2000);
        assertThat(answer(packet, FROM)).isNotNull();
        ByteBuffer.wrap(packet).putShort(AT + 6, (short) 0x0001);
        assertThat(answer(packet, FROM)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"})
    void ipv4_sourceThatIsNotOneHost(String source) {
        assertThat(answer(ipv4(84, UDP, source, "10.0.0.9"), FROM)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"224.0.0.251", "239.1.2.3", "255.255.255.255"})
    void ipv4_destinationThatIsManyHosts(String destination) {
        assertThat(answer(ipv4(84, UDP, "10.0.0.1", destination), FROM)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"::,fd00::9", "::1,fd00::9", "ff02::1,fd00::9", "fd00::1,ff02::fb"})
    void ipv6_addressesThatAreNotOneHost(String source, String destination) {
        assertThat(answer(ipv6(84, UDP, source, destination), FROM_V6)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "127,false", "137,false", "128,true", "129,true", "135,true"})
    void ipv6_neverAboutErrorsAndRedirects(int type, boolean answered) {
        byte[] packet = ipv6(84, ICMPV6, "fd00::1", "fd00::9");
        packet[AT + 40] = (byte) type;
        assertThat(answer(packet, FROM_V6) != null).isEqualTo(answered);

        byte[] behind = ipv6(104, 0, "fd00::1", "fd00::9");
        chain(behind, 40, 60, 0);
        chain(behind, 48, 51, 0);
        chain(behind, 56, 44, 1);
        chain(behind, 68, ICMPV6, 0);
        behind[AT + 76] = (byte) type;
        assertThat(answer(behind, FROM_V6) != null)
                .as("behind extension headers")
                .isEqualTo(answered);
    }

    @Test
    void ipv6_whatCannotBeKnown_isNotAnswered() {
        byte[] later = ipv6(84, 44, "fd00::1", "fd00::9");
        chain(later, 40, UDP, 0);
        assertThat(answer(later, FROM_V6)).as("first fragment").isNotNull();
        later[AT + 43] = 8;
        assertThat(answer(later, FROM_V6)).as("later fragment").isNull();
        byte[] cut = ipv6(44, 60, "fd00::1", "fd00::9");
        assertThat(answer(cut, FROM_V6)).as("cut chain").isNull();
        byte[] beyond = ipv6(48, 60, "fd00::1", "fd00::9");
        chain(beyond, 40, ICMPV6, 200);
        assertThat(answer(beyond, FROM_V6)).as("chain beyond the packet").isNull();
    }

    @Test
    void otherFamilyThanTheAnswerer_isNotAnswered() {
        assertThat(answer(ipv4(84, UDP, "10.0.0.1", "10.0.0.9"), FROM_V6)).isNull();
        assertThat(answer(ipv6(84, UDP, "fd00::1", "fd00::9"), FROM)).isNull();
    }

    @Test
    void anyBytes_giveAWholePacketOrNone() {
        Random random = new Random(792);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 6) {
                bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                ByteBuffer.wrap(bytes).putShort(random.nextBoolean() ? 2 : 4, (short) random.nextInt(bytes.length));
                bytes[6] = (byte) (random.nextBoolean() ? 60 : ICMPV6);
            }
            for (IpAddress from : new IpAddress[] {FROM, FROM_V6}) {
                byte[] answer = IcmpUnreachable.answer(bytes, 0, bytes.length, from);
                if (answer != null) {
                    assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(answer.length);
                }
            }
        }
    }

    private static byte @Nullable [] answer(byte[] packet, IpAddress from) {
        return IcmpUnreachable.answer(packet, AT, packet.length - AT, from);
    }

    private static IpAddress address(byte[] packet, long high, long low) {
        assertThat(packet).isNotEmpty();
        return new IpAddress(high, low);
    }

    private static void chain(byte[] packet, int at, int next, int length) {
        packet[AT + at] = (byte) next;
        packet[AT + at + 1] = (byte) length;
    }

    /** RFC 1071 by another way: as one number, a sum of 16-bit words with end-around carry is the rest modulo 65,535. */
    private static boolean checks(byte[] bytes) {
        byte[] even = Arrays.copyOf(bytes, bytes.length + (bytes.length % 2));
        return new BigInteger(1, even).mod(BigInteger.valueOf(0xFFFF)).signum() == 0;
    }

    private static byte[] ipv4(int length, int protocol, String source, String destination) {
        byte[] bytes = filled(length);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put(AT, (byte) 0x45).putShort(AT + 2, (short) length);
        packet.putShort(AT + 6, (short) 0).put(AT + 9, (byte) protocol);
        packet.putInt(AT + 12, IpAddress.parse(source).ipv4Bits());
        packet.putInt(AT + 16, IpAddress.parse(destination).ipv4Bits());
        return bytes;
    }

    private static byte[] ipv6(int length, int next, String source, String destination) {
        byte[] bytes = filled(length);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put(AT, (byte) 0x60).putShort(AT + 4, (short) (length - 40)).put(AT + 6, (byte) next);
        packet.putLong(AT + 8, IpAddress.parse(source).high());
        packet.putLong(AT + 16, IpAddress.parse(source).low());
        packet.putLong(AT + 24, IpAddress.parse(destination).high());
        packet.putLong(AT + 32, IpAddress.parse(destination).low());
        return bytes;
    }

    /** Bytes that are not all equal, but 0 where the extension headers of these tests lie. */
    private static byte[] filled(int length) {
        byte[] bytes = new byte[AT + length];
        for (int i = AT + 80; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }
}
