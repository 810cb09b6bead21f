package dev.culvert.common.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): 24-byte random nonces, for cookie replies. HChaCha20 makes a key for
 * the first 16 bytes of the nonce, under which ChaCha20-Poly1305 takes the other 8. An instance belongs to one thread.
 */
public final class XChaCha20Poly1305 {
    /** Size of a nonce in bytes. */
    public static final int NONCE_BYTES = 24;

    private static final int DERIVING_BYTES = 16;
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; // "expand 32-byte k"
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final ChaCha20Poly1305 aead = new ChaCha20Poly1305();

    /** Encrypts and authenticates all of the plaintext; the result is {@link Aead#TAG_BYTES} longer. */
    public byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
        byte[] sealed = new byte[plaintext.length + Aead.TAG_BYTES];
        AeadKey subKey = new AeadKey(hchacha20(key, nonce));
        aead.seal(subKey, counter(nonce), associated, plaintext, 0, plaintext.length, sealed, 0);
        subKey.destroy();
        return sealed;
    }

    /**
     * Verifies and decrypts.
     *
     * @param plaintext receives the sealed bytes less the tag
     * @return whether the tag was right
     */
    public boolean open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed, byte[] plaintext) {
        AeadKey subKey = new AeadKey(hchacha20(key, nonce));
        boolean genuine = aead.open(subKey, counter(nonce), associated, sealed, 0, sealed.length, plaintext, 0);
        subKey.destroy();
        return genuine;
    }

    /** The inner nonce is four zero bytes and these eight: the form of a counter. */
    private static long counter(byte[] nonce) {
        return (long) LONG.get(nonce, DERIVING_BYTES);
    }

    /** HChaCha20: the ChaCha20 rounds without the final addition, of which the first and last row are the key. */
    static byte[] hchacha20(byte[] key, byte[] nonce) {
        int[] s = Arrays.copyOf(CONSTANTS, 16);
        for (int i = 0; i < 8; i++) {
            s[4 + i] = (int) INT.get(key, i * Integer.BYTES);
        }
        for (int i = 0; i < 4; i++) {
            s[12 + i] = (int) INT.get(nonce, i * Integer.BYTES);
        }
        for (int round = 0; round < 20; round += 2) {
            for (int column = 0; column < 4; column++) {
                quarterRound(s, column, 4 + column, 8 + column, 12 + column);
            }
            for (int diagonal = 0; diagonal < 4; diagonal++) {
                quarterRound(s, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4, 12 + (diagonal + 3) % 4);
            }
        }
        byte[] subKey = new byte[Key32.BYTES];
        for (int i = 0; i < 4; i++) {
            INT.set(subKey, i * Integer.BYTES, s[i]);
            INT.set(subKey, (4 + i) * Integer.BYTES, s[12 + i]);
        }
        Arrays.fill(s, 0);
        return subKey;
    }

    /** RFC 8439 section 2.1. */
    private static void quarterRound(int[] s, int a, int b, int c, int d) {
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 16);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 12);
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 8);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 7);
    }
}
