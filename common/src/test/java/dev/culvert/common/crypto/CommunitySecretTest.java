package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CommunitySecretTest {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final byte[] BYTES = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    /** The random part by hand: RFC 4648 of 00 01 02 … is "aaaqeayeaudaocajbifqydio" up to its last whole character. */
    @Test
    void hasThePrefixAndTheBytesInBase32() {
        String text = CommunitySecret.of(BYTES).encoded();

        assertThat(text).startsWith("cvs1-aaaqeayeaudaocajbifqydio").hasSize(37);
        assertThat(CommunitySecret.isGenerated(text)).isTrue();
    }

    @Test
    void readsWhatItWrote() {
        CommunitySecret fresh = CommunitySecret.generate(new SecureRandom());

        assertThat(CommunitySecret.parse(fresh.encoded()).bytes()).isEqualTo(fresh.bytes());
        assertThat(CommunitySecret.parse(CommunitySecret.of(BYTES).encoded()).bytes())
                .isEqualTo(BYTES);
    }

    @Test
    void everySingleWrongCharacterIsDetected() {
        String text = CommunitySecret.of(BYTES).encoded();
        for (int i = CommunitySecret.PREFIX.length(); i < text.length(); i++) {
            for (int j = 0; j < ALPHABET.length(); j++) {
                if (ALPHABET.charAt(j) != text.charAt(i)) {
                    String typo = text.substring(0, i) + ALPHABET.charAt(j) + text.substring(i + 1);
                    assertThatIllegalArgumentException()
                            .isThrownBy(() -> CommunitySecret.parse(typo))
                            .withMessageContaining("mistyped");
                }
            }
        }
    }

    @Test
    void refusalsSayWhyAndNeverRepeatTheSecret() {
        String text = CommunitySecret.of(BYTES).encoded();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunitySecret.parse(text.substring(0, 36)))
                .withMessageContaining("32 characters")
                .withMessageNotContaining("aaaq");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunitySecret.parse(text.replace('q', '1')))
                .withMessageContaining("a to z and 2 to 7");
        assertThatIllegalArgumentException().isThrownBy(() -> CommunitySecret.parse("correct horse"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommunitySecret.of(new byte[15]))
                .withMessageContaining("15 bytes, not 16");
        assertThat(CommunitySecret.of(BYTES)).hasToString("CommunitySecret");
        assertThat(CommunitySecret.isGenerated("correct horse")).isFalse();
    }
}
