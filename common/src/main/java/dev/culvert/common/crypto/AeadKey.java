package dev.culvert.common.crypto;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A 256-bit key of one AEAD, in the form the JDK takes; unlike {@code SecretKeySpec} it can be wiped. */
public final class AeadKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final CipherSuite suite;
    private final transient byte[] bytes;
    private volatile boolean destroyed;

    /** A key of ChaCha20-Poly1305, otherwise as {@link #AeadKey(CipherSuite, byte[])}. */
    public AeadKey(byte[] bytes) {
        this(CipherSuite.CHACHA20_POLY1305, bytes);
    }

    /**
     * Takes the key over: the array belongs to it from now on.
     *
     * @param suite the only one that it is ever used in
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public AeadKey(CipherSuite suite, byte[] bytes) {
        if (bytes.length != Key32.BYTES) {
            throw new IllegalArgumentException("AEAD key has " + bytes.length + " bytes");
        }
        this.suite = suite;
        this.bytes = bytes;
    }

    /** The suite that it belongs to. */
    public CipherSuite suite() {
        return suite;
    }

    @Override
    public String getAlgorithm() {
        return suite.keyAlgorithm();
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
