package dev.culvert.common.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChaCha20Poly1305Test {
    static final byte[] SUNSCREEN = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
                    + "the future, sunscreen would be it.")
            .getBytes(UTF_8);

    private final ChaCha20Poly1305 aead = new ChaCha20Poly1305();

    /** RFC 8439 appendix A.5, whose nonce has the form that a counter gives here: four zero bytes first. */
    @Test
    void openAndSeal_matchTheVectorOfTheRfc() {
        byte[] sealed = Hex.bytes("64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
                + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
                + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
                + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
                + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
                + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
                + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
                + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
                + "a6ad5cb4022b02709b"
                + "eead9d67890cbb22392336fea1851f38");
        byte[] opened = new byte[sealed.length - Aead.TAG_BYTES];
        AeadKey key = new AeadKey(Hex.bytes("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0"));
        byte[] associated = Hex.bytes("f33388860000000000004e91");
        boolean genuine = aead.open(key, 0x0807060504030201L, associated, sealed, 0, sealed.length, opened, 0);
        assertThat(genuine).isTrue();
        assertThat(new String(opened, UTF_8))
                .isEqualTo("Internet-Drafts are draft documents valid for a maximum of six months and may be updated,"
                        + " replaced, or obsoleted by other documents at any time. It is inappropriate to use"
                        + " Internet-Drafts as reference material or to cite them other than as"
                        + " /\u201cwork in progress./\u201d");

        byte[] again = new byte[sealed.length];
        new ChaCha20Poly1305().seal(key, 0x0807060504030201L, associated, opened, 0, opened.length, again, 0);
        assertThat(again).isEqualTo(sealed);
    }

    @Test
    void open_refusesAChangeOfAnyByte_thenTakesTheGenuineOneUnderTheSameCounter() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, SUNSCREEN);
        byte[] opened = new byte[SUNSCREEN.length];
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 0x10;
            assertThat(open(key, 7, forged, opened)).as("byte %d changed", i).isFalse();
            assertThat(open(key, 7, sealed, opened)).isTrue();
            assertThat(opened).isEqualTo(SUNSCREEN);
        }
    }

    @Test
    void open_takesTheSamePacketAgainAndAgain() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, SUNSCREEN);
        for (int i = 0; i < 3; i++) {
            assertThat(open(key, 7, sealed, new byte[SUNSCREEN.length])).isTrue();
        }
    }

    @Test
    void open_refusesAnotherCounterKeyOrAssociatedData() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, SUNSCREEN);
        byte[] opened = new byte[SUNSCREEN.length];
        assertThat(open(key, 8, sealed, opened)).isFalse();
        assertThat(open(key, 7L << 32, sealed, opened)).isFalse();
        assertThat(open(new AeadKey(Hex.counting(2, 32)), 7, sealed, opened)).isFalse();
        assertThat(aead.open(key, 7, new byte[1], sealed, 0, sealed.length, opened, 0))
                .isFalse();
    }

    @Test
    void open_refusesWhatIsShorterThanATag() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        for (int length = 0; length < Aead.TAG_BYTES; length++) {
            assertThat(aead.open(key, 0, Aead.NO_DATA, new byte[64], 0, length, new byte[64], 0))
                    .isFalse();
        }
    }

    @Test
    void seal_worksInPlaceAndAtOffsets() {
        Random random = new Random(4);
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 1400, 65_535}) {
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            byte[] buffer = new byte[length + 100];
            System.arraycopy(plain, 0, buffer, 33, length);
            aead.seal(key, length, Aead.NO_DATA, buffer, 33, length, buffer, 33);
            assertThat(aead.open(key, length, Aead.NO_DATA, buffer, 33, length + Aead.TAG_BYTES, buffer, 33))
                    .isTrue();
            assertThat(Arrays.copyOfRange(buffer, 33, 33 + length)).isEqualTo(plain);
        }
    }

    @Test
    void seal_refusesACounterTwiceInARow() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        seal(key, 7, SUNSCREEN);
        assertThatIllegalStateException().isThrownBy(() -> seal(key, 7, SUNSCREEN));
    }

    @Test
    void wipedKey_throws_whetherTheCipherWasUsedBeforeOrNot() {
        AeadKey key = new AeadKey(Hex.counting(1, 32));
        byte[] sealed = seal(key, 7, SUNSCREEN);
        key.destroy();
        for (ChaCha20Poly1305 cipher : new ChaCha20Poly1305[] {aead, new ChaCha20Poly1305()}) {
            byte[] out = new byte[200];
            assertThatExceptionOfType(WipedKeyException.class)
                    .isThrownBy(() -> cipher.seal(key, 8, Aead.NO_DATA, SUNSCREEN, 0, 10, out, 0));
            assertThat(out).containsOnly(0);
            assertThatExceptionOfType(WipedKeyException.class)
                    .isThrownBy(() -> cipher.open(key, 7, Aead.NO_DATA, sealed, 0, sealed.length, out, 0));
            assertThat(out).containsOnly(0);
        }
    }

    @Test
    void wipedKeys_atTheFirstUses_leaveTheCipherGoodForOthers() {
        AeadKey wiped = new AeadKey(Hex.counting(1, 32));
        wiped.destroy();
        for (int i = 0; i < 3; i++) {
            int counter = i;
            assertThatExceptionOfType(WipedKeyException.class).isThrownBy(() -> seal(wiped, counter, SUNSCREEN));
        }
        AeadKey key = new AeadKey(Hex.counting(2, 32));
        byte[] sealed = seal(key, 7, SUNSCREEN);
        assertThat(open(key, 7, sealed, new byte[SUNSCREEN.length])).isTrue();
    }

    private byte[] seal(AeadKey key, long counter, byte[] plain) {
        byte[] sealed = new byte[plain.length + Aead.TAG_BYTES];
        aead.seal(key, counter, Aead.NO_DATA, plain, 0, plain.length, sealed, 0);
        return sealed;
    }

    private boolean open(AeadKey key, long counter, byte[] sealed, byte[] opened) {
        return aead.open(key, counter, Aead.NO_DATA, sealed, 0, sealed.length, opened, 0);
    }
}
