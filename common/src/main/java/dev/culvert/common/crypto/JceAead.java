package dev.culvert.common.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/** An AEAD by the JDK's {@link Cipher}. An instance belongs to one thread. */
abstract sealed class JceAead implements Aead permits Aes256Gcm, ChaCha20Poly1305 {
    private static final int NONCE_BYTES = 12;

    private final String name;
    private final Cipher cipher;
    private final ByteOrder counterOrder;
    private final Function<byte[], AlgorithmParameterSpec> parameters;

    /**
     * One of a kind.
     *
     * @param name of the cipher, for failures
     * @param transformation what the JDK calls it
     * @param counterOrder of the nonce's last 8 bytes
     * @param parameters a nonce in the form that the cipher takes
     */
    JceAead(
            String name,
            String transformation,
            ByteOrder counterOrder,
            Function<byte[], AlgorithmParameterSpec> parameters) {
        this.counterOrder = counterOrder;
        this.parameters = parameters;
        this.name = name;
        try {
            cipher = Cipher.getInstance(transformation);
            // Settles on a provider: chosen at the first init, a key wiped just then would leave none for all that
            // follow.
            var _ = cipher.getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + transformation, e);
        }
    }

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
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters.apply(nonce(fixed, counter)));
            run(associated, in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " refused to seal: a nonce was used twice in a row", e);
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
            cipher.init(Cipher.DECRYPT_MODE, key, parameters.apply(nonce(fixed, counter)));
            run(associated, in, inOffset, length, out, outOffset);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name + " failed to open", e);
        }
    }

    private void run(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws GeneralSecurityException {
        if (associated.length > 0) {
            cipher.updateAAD(associated);
        }
        cipher.doFinal(in, inOffset, length, out, outOffset);
    }

    private byte[] nonce(int fixed, long counter) {
        ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
        nonce.order(ByteOrder.LITTLE_ENDIAN).putInt(fixed);
        nonce.order(counterOrder).putLong(counter);
        return nonce.array();
    }
}
