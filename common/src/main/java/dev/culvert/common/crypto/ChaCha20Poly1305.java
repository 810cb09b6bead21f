package dev.culvert.common.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * ChaCha20-Poly1305 (RFC 8439) by the JDK. The nonce is the four fixed bytes, zero in WireGuard, and the little-endian
 * counter. An instance belongs to one thread.
 */
public final class ChaCha20Poly1305 implements Aead {
    private static final int NONCE_BYTES = 12;
    private static final int COUNTER_AT = 4;

    private final Cipher cipher = newCipher();

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
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(fixed, counter));
            run(associated, in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 refused to seal: a nonce was used twice in a row", e);
        }
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
        if (length < TAG_BYTES) {
            return false;
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(fixed, counter));
            run(associated, in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ChaCha20-Poly1305 failed to open", e);
        }
    }

    private void run(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws GeneralSecurityException {
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
        cipher.doFinal(in, inOffset, length, out, outOffset);
    }

    private static IvParameterSpec nonce(int fixed, long counter) {
        byte[] nonce = new byte[NONCE_BYTES];
        for (int i = 0; i < Integer.BYTES; i++) {
            nonce[i] = (byte) (fixed >>> (i * Byte.SIZE));
        }
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[COUNTER_AT + i] = (byte) (counter >>> (i * Byte.SIZE));
        }
        return new IvParameterSpec(nonce);
    }

    private static Cipher newCipher() {
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            // Settles on a provider: chosen at the first init, a key wiped just then would leave none for all that
            // follow.
            var _ = cipher.getProvider();
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no ChaCha20-Poly1305", e);
        }
    }
}
