package dev.culvert.tun.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Test
    void exampleOfTheRfc() {
        // RFC 1071 section 3.
        byte[] bytes = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, (byte) 0xF7};

        assertThat(Checksum.sum(bytes, 0, 8, 0)).isEqualTo(0xDDF2);
        assertThat(Checksum.of(bytes, 0, 8, 0)).isEqualTo(0x220D);
    }

    @Test
    void anyBytesFromAnywhere_sumUpAsTwoAtATimeDo() {
        Random random = new Random(5);
        byte[] bytes = new byte[70_000];
        for (int round = 0; round < 3_000; round++) {
            random.nextBytes(bytes);
            int from = random.nextInt(40);
            int length = round < 200 ? round : random.nextInt(round % 10 == 0 ? 65_536 : 1_500);
            int initial = random.nextInt(65_536);

            int sum = Checksum.sum(bytes, from, from + length, initial);

            assertThat(sum).isEqualTo(SlowPacket.add(SlowPacket.sum(bytes, from, from + length), initial));
        }
    }

    @Test
    void bytesOfOnesOnly_doNotOverflow() {
        byte[] bytes = new byte[65_600];
        Arrays.fill(bytes, (byte) 0xFF);

        assertThat(Checksum.sum(bytes, 0, bytes.length, 0xFFFF)).isEqualTo(0xFFFF);
        assertThat(Checksum.sum(bytes, 0, bytes.length - 1, 0x7FFF_FFFF)).isEqualTo(0x7F00);
    }

    @Test
    void onlyZeros_sumUpToZero() {
        assertThat(Checksum.sum(new byte[100], 0, 100, 0)).isZero();
        assertThat(Checksum.sum(new byte[100], 3, 3, 7)).isEqualTo(7);
    }

    @Test
    void foldedSum_keepsItsValue() {
        assertThat(Checksum.fold(0x1_0000L)).isEqualTo(1);
        assertThat(Checksum.fold(0xFFFF_FFFFL)).isEqualTo(0xFFFF);
        assertThat(Checksum.fold(-1L)).isEqualTo(0xFFFF);
    }
}
