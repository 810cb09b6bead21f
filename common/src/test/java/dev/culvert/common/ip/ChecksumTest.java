package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    /** RFC 1624 section 4: where another formula gives the other zero, which is wrong. */
    @Test
    void updated_isRightWhereTheSumIsZero() {
        assertThat(Checksum.updated((short) 0xDD2F, 0x5555, 0x3285)).isEqualTo((short) 0x0000);
    }

    @Test
    void updated_isWhatComputingAnewGives() {
        Random random = new Random(1624);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[2 * (2 + random.nextInt(20))];
            random.nextBytes(bytes);
            ByteBuffer words = ByteBuffer.wrap(bytes).putShort(0, (short) 0);
            short before = Checksum.of(bytes, 0, bytes.length, 0);
            int at = 2 + 2 * random.nextInt(bytes.length / 2 - 1);
            int old = words.getShort(at);
            int replaced = random.nextInt(4) == 0 ? 0 : random.nextInt();
            words.putShort(at, (short) replaced);
            short after = Checksum.updated(before, old, replaced);
            words.putShort(0, after);
            assertThat(TestPackets.sum(bytes, 0, bytes.length)).isZero();
        }
    }

    @Test
    void of_makesTheSumRight() {
        Random random = new Random(1071);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            int start = random.nextInt(3) == 0 && bytes.length > 5 ? 3 : 0;
            ByteBuffer.wrap(bytes).putShort(start, (short) 0);
            int initial = random.nextInt(1 << 20);
            ByteBuffer.wrap(bytes).putShort(start, Checksum.of(bytes, start, bytes.length, initial));
            assertThat((TestPackets.sum(bytes, start, bytes.length) + initial) % 0xFFFF)
                    .isZero();
        }
    }
}
