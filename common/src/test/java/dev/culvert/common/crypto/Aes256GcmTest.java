package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to it; the rest is in {@link AeadTest}. */
class Aes256GcmTest {
    private static final String ZEROS = "0000000000000000000000000000000000000000000000000000000000000000";
    private static final String KEY = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private static final String PLAIN =
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                    + "b16aedf5aa0de657ba637b39";
    private static final String SEALED =
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                    + "c5f61e6393ba7a0abcc9f662";

    /** Test cases 13 to 16 of the GCM specification (McGrew and Viega), those with 256-bit keys and 96-bit nonces. */
    @ParameterizedTest
    @CsvSource({
        ZEROS + ",000000000000000000000000,'','',530f8afbc74536b9a963b4f1c4cb738b",
        ZEROS + ",000000000000000000000000,'',00000000000000000000000000000000,"
                + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
        KEY + ",cafebabefacedbaddecaf888,''," + PLAIN + "1aafd255," + SEALED
                + "898015adb094dac5d93471bdec1a502270e3cc6c",
        KEY + ",cafebabefacedbaddecaf888,feedfacedeadbeeffeedfacedeadbeefabaddad2," + PLAIN + "," + SEALED
                + "76fc6ece0f4e1768cddf8853bb2d551b",
    })
    void sealAndOpen_matchTheVectorsOfTheSpecification(
            String keyText, String nonce, String associatedText, String plainText, String sealedText) {
        AeadKey key = new AeadKey(CipherSuite.AES_256_GCM, Hex.bytes(keyText));
        int fixed = Integer.reverseBytes(Integer.parseUnsignedInt(nonce.substring(0, 8), 16));
        long counter = Long.parseUnsignedLong(nonce.substring(8), 16);
        byte[] associated = Hex.bytes(associatedText);
        byte[] plain = Hex.bytes(plainText);

        byte[] sealed = new byte[plain.length + Aead.TAG_BYTES];
        new Aes256Gcm().seal(key, fixed, counter, associated, plain, 0, plain.length, sealed, 0);
        assertThat(Hex.text(sealed)).isEqualTo(sealedText);

        byte[] opened = new byte[plain.length];
        assertThat(new Aes256Gcm().open(key, fixed, counter, associated, sealed, 0, sealed.length, opened, 0))
                .isTrue();
        assertThat(opened).isEqualTo(plain);
    }
}
