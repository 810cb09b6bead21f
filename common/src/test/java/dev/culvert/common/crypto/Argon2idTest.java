package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

class Argon2idTest {
    /** RFC 9106 section 5.3. */
    @Test
    void rfcVector() {
        byte[] hash = Argon2id.hash(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(repeated(0x02, 16))
                        .withSecret(repeated(0x03, 8))
                        .withAdditional(repeated(0x04, 12))
                        .withMemoryAsKB(32)
                        .withIterations(3)
                        .withParallelism(4),
                repeated(0x01, 32));

        assertThat(Hex.text(hash)).isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    /** With our parameters' shape: one lane, two passes. From test.c of phc-winner-argon2, the reference implementation. */
    @Test
    void referenceVectorInOneLane() {
        byte[] hash = Argon2id.hash(ascii("password"), ascii("somesalt"), 256, 2);

        assertThat(Hex.text(hash)).isEqualTo("9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
    }

    private static byte[] repeated(int value, int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
