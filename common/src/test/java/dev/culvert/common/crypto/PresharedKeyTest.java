package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class PresharedKeyTest {
    @Test
    void parse_readsWhatWgGenpskPrints() {
        String text = Base64.getEncoder().encodeToString(Hex.counting(1, 32));
        assertThat(PresharedKey.parse(text).raw()).isEqualTo(Hex.counting(1, 32));
        assertThat(PresharedKey.NONE.raw()).isEqualTo(new byte[32]);
    }

    @Test
    void secret_isInNoText() {
        String text = Base64.getEncoder().encodeToString(Hex.counting(1, 32));
        assertThat(PresharedKey.parse(text)).hasToString("PresharedKey");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PresharedKey.parse(text + "="))
                .withMessageStartingWith("preshared key is not a key")
                .withMessageNotContaining(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PresharedKey.of(new byte[31]))
                .withMessage("preshared key has 31 bytes, not 32");
    }
}
