package dev.culvert.common.crypto;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A 256-bit key of one AEAD, in the form the JDK takes; unlike {@code SecretKeySpec} it can be wiped. */
public final class AeadKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private volatile boolean destroyed;

    /**
     * Takes the key over: the array belongs to it from now on.
     *
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public AeadKey(byte[] bytes) {
        if (bytes.length != Key32.BYTES) {
            throw new IllegalArgumentException("AEAD key has " + bytes.length + " bytes");
        }
        this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
        return "ChaCha20";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /**
     * A copy of the key.
     *
     * @throws WipedKeyException if it was destroyed: a thread that still holds the key must not seal under zeros
     */
    @Override
    public byte[] getEncoded() {
        byte[] copy = bytes.clone();
        VarHandle.fullFence(); // whoever copied a wiped byte sees the flag that was raised before
        if (destroyed) {
            Arrays.fill(copy, (byte) 0);
            throw new WipedKeyException();
        }
        return copy;
    }

    /** Wipes the key. Any thread that uses it later, or at this moment, gets {@link WipedKeyException}. */
    @Override
    public void destroy() {
        destroyed = true;
        VarHandle.fullFence();
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }
}
