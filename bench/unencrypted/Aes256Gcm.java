package dev.culvert.common.crypto;

import java.nio.ByteOrder;
import javax.crypto.spec.GCMParameterSpec;

/**
 * In place of the cipher of this name, in a copy of the edge's jar that scripts/bench makes: packets are copied, neither
 * encrypted nor authenticated. Two such edges, told to use this suite by the JDK's cipher, show what encryption costs; with
 * their supernode they speak another suite, as every edge does.
 */
public final class Aes256Gcm extends JceAead {
    /** A new one. */
    public Aes256Gcm() {
        super("nothing", "AES/GCM/NoPadding", ByteOrder.BIG_ENDIAN, nonce -> new GCMParameterSpec(128, nonce));
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
        System.arraycopy(in, inOffset, out, outOffset, length);
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
        System.arraycopy(in, inOffset, out, outOffset, length - TAG_BYTES);
        return true;
    }
}
