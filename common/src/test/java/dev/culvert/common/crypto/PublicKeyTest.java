package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {
    private static final String TEXT = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=";

    /** The public key of RFC 7748 section 6.1 in {@code wg}'s form. */
    @Test
    void parse_readsWhatToStringWrites() {
        PublicKey key = PublicKey.parse(TEXT);
        assertThat(key).hasToString(TEXT).isEqualTo(PublicKey.of(key.bytes()));
        assertThat(Hex.text(key.bytes())).isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(key.hashCode()).isEqualTo(PublicKey.parse(TEXT).hashCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo", // no padding
                "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmp=", // other bits behind the last byte: a second text
                "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTg==", // 31 bytes
                "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo=", // another alphabet
                " hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="
            })
    void parse_refusesOtherTexts_withoutRepeatingThem(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicKey.parse(text))
                .withMessageStartingWith("public key is not a key")
                .withMessageNotContaining("hSDw");
    }

    @Test
    void order_isOfUnsignedBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] one = new byte[32];
            random.nextBytes(one);
            byte[] other = one.clone();
            other[random.nextInt(32)] = (byte) random.nextInt();
            assertThat(Integer.signum(PublicKey.of(one).compareTo(PublicKey.of(other))))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
        }
    }

    @Test
    void bytes_areCopiedInAndOut() {
        byte[] bytes = Hex.counting(0, 32);
        PublicKey key = PublicKey.of(bytes);
        bytes[0] = 99;
        key.bytes()[1] = 99;
        assertThat(key.bytes()).isEqualTo(Hex.counting(0, 32));
    }
}
