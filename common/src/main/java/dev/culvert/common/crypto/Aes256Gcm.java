package dev.culvert.common.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM (NIST SP 800-38D) by the JDK. The nonce is the four fixed bytes and the big-endian counter, as the Noise
 * specification, section 12.4, has it. An instance belongs to one thread.
 */
public final class Aes256Gcm implements Aead {
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
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(fixed, counter));
            run(associated, in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to seal: a nonce was used twice in a row", e);
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
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(fixed, counter));
            run(associated, in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to open", e);
        }
    }

    private void run(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws GeneralSecurityException {
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
        cipher.doFinal(in, inOffset, length, out, outOffset);
    }

    private static GCMParameterSpec parameters(int fixed, long counter) {
        byte[] nonce = new byte[NONCE_BYTES];
        for (int i = 0; i < Integer.BYTES; i++) {
            nonce[i] = (byte) (fixed >>> (i * Byte.SIZE));
        }
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[COUNTER_AT + i] = (byte) (counter >>> ((Long.BYTES - 1 - i) * Byte.SIZE));
        }
        return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
    }

    private static Cipher newCipher() {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            var _ = cipher.getProvider(); // settles on it, as in ChaCha20Poly1305
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }
}
