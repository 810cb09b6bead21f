package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to it; to whom and about what nothing is said is in {@link IcmpUnreachableTest}. */
class IcmpTooBigTest {
    private static final int AT = 3;
    private static final IpAddress FROM = IpAddress.parse("10.0.0.9");
    private static final IpAddress FROM_V6 = IpAddress.parse("fd00::9");

    @ParameterizedTest
    @CsvSource({"1400,1399", "1400,1000", "600,68", "65535,9000"})
    void ipv4_saysTheMtu(int length, int mtu) {
        byte[] packet = TestPackets.ipv4(AT, length, 17, "10.0.0.1", "10.0.0.9");
        byte[] answer = Objects.requireNonNull(answer(packet, FROM, mtu));
        assertThat(answer).hasSize(576);
        assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(576);
        assertThat(Arrays.copyOfRange(answer, 20, 22)).as("type, code").containsExactly(3, 4);
        assertThat(ByteBuffer.wrap(answer).getShort(24)).as("unused").isZero();
        assertThat(ByteBuffer.wrap(answer).getShort(26) & 0xFFFF)
                .as("next-hop MTU")
                .isEqualTo(mtu);
        assertThat(Arrays.copyOfRange(answer, 28, 576)).isEqualTo(Arrays.copyOfRange(packet, AT, AT + 548));
        assertThat(IpPacket.sourceLow(answer, 0)).isEqualTo(FROM.low());
        assertThat(IpPacket.destinationLow(answer, 0))
                .isEqualTo(IpAddress.parse("10.0.0.1").low());
        assertThat(TestPackets.sum(answer, 0, 20)).as("header checksum").isZero();
        assertThat(TestPackets.sum(answer, 20, 576)).as("ICMP checksum").isZero();
    }

    @ParameterizedTest
    @CsvSource({"1400,1399,1399", "1400,1280,1280", "1400,1000,1280", "65535,9000,9000"})
    void ipv6_saysTheMtu_neverLessThanEveryLinkCarries(int length, int mtu, int told) {
        byte[] packet = TestPackets.ipv6(AT, length, 17, "fd00::1", "fd00::9");
        byte[] answer = Objects.requireNonNull(answer(packet, FROM_V6, mtu));
        assertThat(answer).hasSize(1280);
        assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(1280);
        assertThat(answer[6]).isEqualTo((byte) 58);
        assertThat(Arrays.copyOfRange(answer, 40, 42)).as("type, code").containsExactly(2, 0);
        assertThat(ByteBuffer.wrap(answer).getInt(44)).as("MTU").isEqualTo(told);
        assertThat(Arrays.copyOfRange(answer, 48, 1280)).isEqualTo(Arrays.copyOfRange(packet, AT, AT + 1232));
        assertThat(IpPacket.sourceLow(answer, 0)).isEqualTo(FROM_V6.low());
        assertThat((TestPackets.sum(answer, 8, 1280) + 1240 + 58) % 0xFFFF)
                .as("ICMPv6 checksum")
                .isZero();
    }

    @Test
    void neverAboutErrors_laterFragments_andManyHosts() {
        byte[] error = TestPackets.ipv4(AT, 1400, 1, "10.0.0.1", "10.0.0.9");
        error[AT + 20] = 3;
        assertThat(answer(error, FROM, 1000)).isNull();
        byte[] later = TestPackets.ipv4(AT, 1400, 17, "10.0.0.1", "10.0.0.9");
        later[AT + 7] = 1;
        assertThat(answer(later, FROM, 1000)).isNull();
        byte[] many = TestPackets.ipv4(AT, 1400, 17, "10.0.0.1", "239.1.2.3");
        assertThat(answer(many, FROM, 1000)).isNull();
        byte[] manyV6 = TestPackets.ipv6(AT, 1400, 17, "fd00::1", "ff02::1");
        assertThat(answer(manyV6, FROM_V6, 1000)).isNull();
    }

    @Test
    void anyBytes_giveAWholePacketOrNone() {
        Random random = new Random(1191);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 6) {
                bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                ByteBuffer.wrap(bytes).putShort(random.nextBoolean() ? 2 : 4, (short) random.nextInt(bytes.length));
            }
            for (IpAddress from : new IpAddress[] {FROM, FROM_V6}) {
                byte[] answer = IcmpTooBig.answer(bytes, 0, bytes.length, from, 68 + random.nextInt(1400));
                if (answer != null) {
                    assertThat(IpPacket.length(answer, 0, answer.length)).isEqualTo(answer.length);
                }
            }
        }
    }

    private static byte @Nullable [] answer(byte[] packet, IpAddress from, int mtu) {
        return IcmpTooBig.answer(packet, AT, packet.length - AT, from, mtu);
    }
}
