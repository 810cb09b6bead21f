package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SigningKeyTest {
    /** RFC 8032 section 7.1, test 3. */
    private static final SigningKey KEY =
            SigningKey.of(Hex.bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));

    private static final byte[] SIGNATURE = Hex.bytes("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");

    @Test
    void rfcVector_inWhateverParts() {
        assertThat(Hex.text(KEY.publicKey().bytes()))
                .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        assertThat(KEY.sign(Hex.bytes("af82"))).isEqualTo(SIGNATURE);
        assertThat(KEY.sign(Hex.bytes("af"), Hex.bytes("82"))).isEqualTo(SIGNATURE);
        assertThat(KEY.publicKey().verify(SIGNATURE, Hex.bytes("af82"))).isTrue();
    }

    @Test
    void everyBitOfASignatureCounts() {
        for (int bit = 0; bit < SIGNATURE.length * Byte.SIZE; bit++) {
            byte[] forged = SIGNATURE.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThat(KEY.publicKey().verify(forged, Hex.bytes("af82")))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void otherLengthsAndBytesThatAreNoPointVerifyNothing() {
        assertThat(KEY.publicKey().verify(new byte[63], Hex.bytes("af82"))).isFalse();
        assertThat(KEY.publicKey().verify(new byte[0], Hex.bytes("af82"))).isFalse();
        byte[] noPoint = new byte[32];
        noPoint[0] = 2;
        assertThat(VerifyKey.of(noPoint).verify(SIGNATURE, Hex.bytes("af82"))).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyKey.of(new byte[31]))
                .withMessageContaining("31 bytes, not 32");
    }

    @Test
    void aWipedKeySignsNothing() {
        SigningKey key = SigningKey.of(Hex.counting(0, 32));
        key.destroy();

        assertThatIllegalStateException().isThrownBy(() -> key.sign(new byte[1]));
    }

    @Test
    void seedGivesUnrelatedKeysAndFingerprints() {
        IdentitySeed seed = IdentitySeed.of(Hex.counting(0, 32));
        byte[] session = seed.sessionKey().publicKey().bytes();

        assertThat(seed.signingKey().publicKey().bytes()).isNotEqualTo(session);
        assertThat(seed.signingKey().publicKey())
                .isEqualTo(IdentitySeed.of(Hex.counting(0, 32)).signingKey().publicKey())
                .isNotEqualTo(IdentitySeed.of(Hex.counting(1, 32)).signingKey().publicKey());
        assertThat(seed.fingerprint(session))
                .isNotEqualTo(IdentitySeed.of(Hex.counting(1, 32)).fingerprint(session));
    }
}
