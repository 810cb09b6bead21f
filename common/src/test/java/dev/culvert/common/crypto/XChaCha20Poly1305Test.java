package dev.culvert.common.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.util.Pack;
import org.junit.jupiter.api.Test;

class XChaCha20Poly1305Test {
    private final XChaCha20Poly1305 aead = new XChaCha20Poly1305();

    /** draft-irtf-cfrg-xchacha-03 section 2.2.1. */
    @Test
    void hchacha20_matchesTheVectorOfTheDraft() {
        assertThat(Hex.text(XChaCha20Poly1305.hchacha20(
                        Hex.counting(0, 32), Hex.bytes("000000090000004a0000000031415927"))))
                .isEqualTo("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc");
    }

    /** draft-irtf-cfrg-xchacha-03 appendix A.3.1. */
    @Test
    void seal_matchesTheVectorOfTheDraft() {
        byte[] sealed = aead.seal(
                Hex.counting(0x80, 32),
                Hex.counting(0x40, 24),
                Hex.bytes("50515253c0c1c2c3c4c5c6c7"),
                ChaCha20Poly1305Test.SUNSCREEN);
        assertThat(Hex.text(sealed))
                .isEqualTo("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                        + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                        + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                        + "21f9664c97637da9768812f615c68b13b52e"
                        + "c0875924c1c7987947deafd8780acf49");
    }

    /** ChaCha20's block is the rounds plus the input (RFC 8439 section 2.3): BouncyCastle's, less the input. */
    @Test
    void hchacha20_equalsBouncyCastlesRounds() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] key = new byte[32];
            byte[] nonce = new byte[16];
            random.nextBytes(key);
            random.nextBytes(nonce);
            int[] input = new int[16];
            Pack.littleEndianToInt("expand 32-byte k".getBytes(US_ASCII), 0, input, 0, 4);
            Pack.littleEndianToInt(key, 0, input, 4, 8);
            Pack.littleEndianToInt(nonce, 0, input, 12, 4);
            int[] block = new int[16];
            ChaChaEngine.chachaCore(20, input, block);
            int[] expected = new int[8];
            for (int word = 0; word < 4; word++) {
                expected[word] = block[word] - input[word];
                expected[4 + word] = block[12 + word] - input[12 + word];
            }
            assertThat(XChaCha20Poly1305.hchacha20(key, nonce)).isEqualTo(Pack.intToLittleEndian(expected));
        }
    }

    @Test
    void open_takesWhatWasSealedAndNothingElse() {
        byte[] key = Hex.counting(1, 32);
        byte[] nonce = Hex.counting(2, 24);
        byte[] associated = Hex.counting(3, 16);
        byte[] cookie = Hex.counting(4, 16);
        byte[] sealed = aead.seal(key, nonce, associated, cookie);
        byte[] opened = new byte[16];
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 1;
            assertThat(aead.open(key, nonce, associated, forged, opened)).isFalse();
        }
        for (int i = 0; i < nonce.length; i++) {
            byte[] other = nonce.clone();
            other[i] ^= 1;
            assertThat(aead.open(key, other, associated, sealed, opened)).isFalse();
        }
        assertThat(aead.open(key, nonce, Arrays.copyOf(associated, 15), sealed, opened))
                .isFalse();
        assertThat(aead.open(key, nonce, associated, sealed, opened)).isTrue();
        assertThat(opened).isEqualTo(cookie);
    }
}
