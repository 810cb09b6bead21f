package dev.culvert.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which back end is taken, and that one which differs is not. */
class AeadSelectionTest {
    /** Another's, with something wrong in it. */
    private abstract static class Flawed implements Aead {
        final Aead genuine = new Aes256Gcm();

        @Override
        public void seal(
                AeadKey key,
                int fixed,
                long counter,
                byte[] associated,
                byte[] in,
                int inOffset,
                int length,
                byte[] out,
                int outOffset) {
            genuine.seal(key, fixed, counter, associated, in, inOffset, length, out, outOffset);
        }

        @Override
        public boolean open(
                AeadKey key,
                int fixed,
                long counter,
                byte[] associated,
                byte[] in,
                int inOffset,
                int length,
                byte[] out,
                int outOffset) {
            return genuine.open(key, fixed, counter, associated, in, inOffset, length, out, outOffset);
        }
    }

    private static Aead faster(CipherSuite suite) {
        AeadSelection selection = AeadSelection.fastest(new Random(1));
        assumeTrue(selection.leftOut().isEmpty(), "nothing faster here");
        return selection.aeads().create(suite);
    }

    private static boolean agrees(Aead aead) {
        return AeadSelection.agrees(_ -> aead, CipherSuite.AES_256_GCM, new Random(1));
    }

    @Test
    void whatTheJdkOffersAgrees_orItIsSaidWhyNot() {
        AeadSelection selection = AeadSelection.fastest(new Random(1));
        Aead aes = selection.aeads().create(CipherSuite.AES_256_GCM);
        Aead chacha = selection.aeads().create(CipherSuite.CHACHA20_POLY1305);
        int left = (aes instanceof Aes256Gcm ? 1 : 0) + (chacha instanceof ChaCha20Poly1305 ? 1 : 0);
        assertThat(selection.leftOut()).hasSize(left);
    }

    @Test
    void anotherImplementationAgrees() {
        assertThat(agrees(new Flawed() {})).isTrue();
    }

    @Test
    void oneThatIgnoresTheFixedPart_doesNot() {
        assertThat(agrees(new Flawed() {
                    @Override
                    public void seal(
                            AeadKey key,
                            int fixed,
                            long counter,
                            byte[] associated,
                            byte[] in,
                            int inOffset,
                            int length,
                            byte[] out,
                            int outOffset) {
                        genuine.seal(key, 0, counter, associated, in, inOffset, length, out, outOffset);
                    }
                }))
                .isFalse();
    }

    @Test
    void oneThatOpensAnything_doesNot() {
        assertThat(agrees(new Flawed() {
                    @Override
                    public boolean open(
                            AeadKey key,
                            int fixed,
                            long counter,
                            byte[] associated,
                            byte[] in,
                            int inOffset,
                            int length,
                            byte[] out,
                            int outOffset) {
                        super.open(key, fixed, counter, associated, in, inOffset, length, out, outOffset);
                        return true;
                    }
                }))
                .isFalse();
    }

    @Test
    void oneThatThrows_doesNot() {
        assertThat(agrees(new Flawed() {
                    @Override
                    public void seal(
                            AeadKey key,
                            int fixed,
                            long counter,
                            byte[] associated,
                            byte[] in,
                            int inOffset,
                            int length,
                            byte[] out,
                            int outOffset) {
                        throw new UnsupportedOperationException();
                    }
                }))
                .isFalse();
    }

    /** Long enough for the compiler to put instructions in the place of the methods, and in another order of sizes. */
    @ParameterizedTest
    @EnumSource
    void compiled_itStillAgrees_alsoInPlaceAndWhereRangesOverlap(CipherSuite suite) {
        Random random = new Random(2);
        Aead reference = AeadFactory.JCE.create(suite);
        Aead aead = faster(suite);
        AeadKey[] keys = new AeadKey[3];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new AeadKey(suite, Hex.counting(i, 32));
        }
        for (int i = 0; i < 30_000; i++) {
            int length = random.nextInt(1_600);
            byte[] plain = new byte[length];
            random.nextBytes(plain);
            AeadKey key = keys[random.nextInt(keys.length)];
            byte[] expected = new byte[length + Aead.TAG_BYTES];
            reference.seal(key, i, i, Aead.NO_DATA, plain, 0, length, expected, 0);

            int from = random.nextInt(40);
            int to = random.nextInt(40);
            byte[] buffer = new byte[length + 60];
            System.arraycopy(plain, 0, buffer, from, length);
            aead.seal(key, i, i, Aead.NO_DATA, buffer, from, length, buffer, to);
            assertThat(Arrays.equals(buffer, to, to + expected.length, expected, 0, expected.length))
                    .isTrue();
            assertThat(aead.open(key, i, i, Aead.NO_DATA, buffer, to, expected.length, buffer, from))
                    .isTrue();
            assertThat(Arrays.equals(buffer, from, from + length, plain, 0, length))
                    .isTrue();
        }
    }

    /** An AEAD remembers what it computed for some keys. */
    @ParameterizedTest
    @EnumSource
    void manyKeysInTurn_someWipedMeanwhile(CipherSuite suite) {
        Aead aead = faster(suite);
        AeadKey[] keys = new AeadKey[600];
        for (int i = 0; i < keys.length; i++) {
            byte[] bytes = new byte[32];
            Arrays.fill(bytes, (byte) i);
            bytes[0] = (byte) (i >> 8);
            keys[i] = new AeadKey(suite, bytes);
        }
        byte[] sealed = new byte[100 + Aead.TAG_BYTES];
        for (int counter = 0; counter < 10; counter++) {
            for (int i = 0; i < keys.length; i++) {
                AeadKey key = keys[i];
                int now = counter;
                if (key.isDestroyed()) {
                    assertThatExceptionOfType(WipedKeyException.class)
                            .isThrownBy(() -> aead.seal(key, now, Aead.NO_DATA, new byte[100], 0, 100, sealed, 0));
                    continue;
                }
                aead.seal(key, counter, Aead.NO_DATA, new byte[100], 0, 100, sealed, 0);
                assertThat(AeadFactory.JCE
                                .create(suite)
                                .open(key, counter, Aead.NO_DATA, sealed, 0, sealed.length, new byte[100], 0))
                        .isTrue();
                if (i % 10 == counter) {
                    key.destroy();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAuthentic_isNotWritten(CipherSuite suite) {
        Aead aead = faster(suite);
        AeadKey key = new AeadKey(suite, Hex.counting(1, 32));
        byte[] sealed = new byte[1_000 + Aead.TAG_BYTES];
        AeadFactory.JCE.create(suite).seal(key, 7, Aead.NO_DATA, new byte[1_000], 0, 1_000, sealed, 0);
        sealed[1_005] ^= 1;
        byte[] out = new byte[1_000];
        Arrays.fill(out, (byte) 0x55);
        assertThat(aead.open(key, 7, Aead.NO_DATA, sealed, 0, sealed.length, out, 0))
                .isFalse();
        assertThat(out).containsOnly(0x55);
    }
}
