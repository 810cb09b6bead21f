package dev.culvert.tun.offload;

import static dev.culvert.tun.offload.Samples.tcp4;
import static dev.culvert.tun.offload.Samples.tcp6;
import static dev.culvert.tun.offload.Samples.udp4;
import static dev.culvert.tun.offload.Samples.udp6;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private final Headers headers = new Headers();

    @Test
    void missingChecksum_isCompleted() {
        for (SlowPacket packet : List.of(tcp4(100), tcp6(101), udp4(0), udp6(7))) {
            byte[] bytes = packet.bytes(true);

            assertThat(headers.parse(bytes, 0, bytes.length)).isTrue();
            assertThat(headers.isChecksumValid(bytes)).isFalse();
            headers.completeChecksum(bytes);
            assertThat(bytes).isEqualTo(packet.bytes());
            assertThat(headers.isChecksumValid(bytes)).isTrue();
        }
    }

    @Test
    void padding_isNotOfThePacket() {
        SlowPacket packet = tcp4(100);
        byte[] bytes = Arrays.copyOf(packet.bytes(), 160);
        bytes[155] = 1;

        assertThat(headers.parse(bytes, 0, bytes.length)).isTrue();
        assertThat(headers.end()).isEqualTo(152);
        assertThat(headers.isChecksumValid(bytes)).isTrue();
    }

    @Test
    void places_areThoseInTheArray() {
        SlowPacket packet = tcp6(30);
        packet.next = 0;
        packet.extra = new byte[] {6, 0, 1, 4, 0, 0, 0, 0};
        byte[] bytes = new byte[5 + packet.bytes().length];
        System.arraycopy(packet.bytes(), 0, bytes, 5, bytes.length - 5);

        assertThat(headers.parse(bytes, 5, bytes.length - 5)).isTrue();
        assertThat(headers.isIpv6()).isTrue();
        assertThat(headers.isTcp()).isTrue();
        assertThat(headers.transport()).isEqualTo(5 + 48);
        assertThat(headers.payload()).isEqualTo(5 + 80);
        assertThat(headers.end()).isEqualTo(5 + 110);
    }

    @Test
    void fragmentHeaderOfAWholePacket_isPassedOver_andOneOfAFragmentNot() {
        SlowPacket packet = udp6(30);
        packet.next = 44;
        packet.extra = new byte[] {17, (byte) 200, 0, 6, 0, 0, 0, 1};
        assertThat(parse(packet.bytes())).isTrue();

        packet.extra[3] = 1;
        assertThat(parse(packet.bytes())).isFalse();
        packet.extra[3] = 8;
        assertThat(parse(packet.bytes())).isFalse();
        packet.extra = new byte[] {17, 0, 1, 0, 0, 0, 0, 1};
        assertThat(parse(packet.bytes())).isFalse();
    }

    @Test
    void otherProtocols_andWhatIsEncrypted_areNotReadable() {
        for (int protocol : new int[] {1, 50, 51, 58, 59, 132}) {
            byte[] ipv4 = tcp4(100).bytes();
            ipv4[9] = (byte) protocol;
            assertThat(parse(ipv4)).isFalse();
            byte[] ipv6 = tcp6(100).bytes();
            ipv6[6] = (byte) protocol;
            assertThat(parse(ipv6)).isFalse();
        }
    }

    @Test
    void lengthsThatDoNotAgree_areNotReadable() {
        byte[] headerTooShort = tcp4(100).bytes();
        headerTooShort[0] = 0x44;
        byte[] optionsTooLong = tcp4(0).bytes();
        optionsTooLong[32] = (byte) 0xF0;
        byte[] optionsTooShort = tcp4(0).bytes();
        optionsTooShort[32] = 0x40;
        byte[] datagramTooLong = udp4(10).bytes();
        datagramTooLong[25]++;
        byte[] datagramTooShort = udp6(10).bytes();
        datagramTooShort[45]--;
        byte[] packetTooLong = tcp4(10).bytes();
        packetTooLong[3]++;
        byte[] totalTooShort = tcp4(10).bytes();
        totalTooShort[3] = 19;

        assertThat(List.of(
                        headerTooShort,
                        optionsTooLong,
                        optionsTooShort,
                        datagramTooLong,
                        datagramTooShort,
                        packetTooLong,
                        totalTooShort))
                .noneMatch(this::parse);
    }

    @Test
    void anything_isReadWithoutAnException() {
        Random random = new Random(9);
        RandomPackets packets = new RandomPackets(random);
        for (int round = 0; round < 50_000; round++) {
            SlowPacket packet = packets.headers();
            packet.payload = new byte[random.nextInt(40)];
            byte[] bytes = packets.spoilt(packets.spoilt(packet.bytes()));
            if (parse(bytes)) {
                assertThat(headers.end()).isLessThanOrEqualTo(bytes.length);
                assertThat(headers.payload()).isLessThanOrEqualTo(headers.end());
                headers.completeChecksum(bytes);
                assertThat(headers.isChecksumValid(bytes)).isTrue();
            }
        }
    }

    private boolean parse(byte[] bytes) {
        return headers.parse(bytes, 0, bytes.length);
    }
}
