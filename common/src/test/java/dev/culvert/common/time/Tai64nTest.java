package dev.culvert.common.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Tai64nTest {
    private static final int STEP = 1 << 24;

    /** 2^62 is 1970 TAI, 10 s before 1970 UTC; as in WireGuard, later leap seconds are not counted. */
    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 400000000000000a00000000",
        "1969-12-31T23:59:49Z, 3fffffffffffffff00000000",
        "2026-01-01T00:00:00Z, 400000006955b90a00000000",
        "2026-01-01T00:00:00.016777215Z, 400000006955b90a00000000",
        "2026-01-01T00:00:00.016777216Z, 400000006955b90a01000000",
        "2026-01-01T00:00:00.999999999Z, 400000006955b90a3b000000"
    })
    void of_isRoundedDownToTwentyFourBits(Instant wallTime, String label) {
        assertThat(HexFormat.of().formatHex(Tai64n.of(wallTime).bytes())).isEqualTo(label);
    }

    @Test
    void order_isTheOrderOfTheBytes_whateverAPeerSends() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] one = new byte[Tai64n.BYTES];
            byte[] other = new byte[Tai64n.BYTES];
            random.nextBytes(one);
            random.nextBytes(other);
            if (random.nextBoolean()) {
                System.arraycopy(one, 0, other, 0, 8); // the same second
            }
            assertThat(Integer.signum(Tai64n.parse(one).compareTo(Tai64n.parse(other))))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
            assertThat(Tai64n.parse(one).bytes()).isEqualTo(one);
        }
    }

    @Test
    void next_isTheNextRoundLabel_alsoIntoTheNextSecond() {
        Tai64n label = Tai64n.of(Instant.EPOCH);
        for (int i = 0; i < 1_000; i++) {
            Tai64n next = label.next();
            assertThat(next).isGreaterThan(label);
            assertThat(next.nanos() % STEP).isZero();
            assertThat(next.nanos()).isBetween(0, 999_999_999);
            assertThat(label.plusSeconds(1)).isGreaterThanOrEqualTo(next);
            label = next;
        }
        assertThat(new Tai64n(5, 59 * STEP).next()).isEqualTo(new Tai64n(6, 0));
        assertThat(new Tai64n(5, 7).next()).isEqualTo(new Tai64n(5, STEP));
    }
}
