package dev.culvert.common.crypto;

/**
 * Authenticated encryption whose nonce is 4 fixed bytes and a 64-bit counter: the seam behind which faster
 * implementations and other suites stand. An instance belongs to one thread.
 *
 * <p>Input and output may be the same array but must not overlap.
 */
public interface Aead {
    /** Bytes that sealing adds. */
    int TAG_BYTES = 16;

    /** Associated data where there is none. */
    byte[] NO_DATA = {};

    /**
     * Encrypts and authenticates. A counter must never be used twice with a key, whatever the fixed part.
     *
     * @param fixed the nonce's first 4 bytes, as a little-endian integer
     * @param associated authenticated but not encrypted
     * @param out receives {@code length + TAG_BYTES} bytes
     * @throws WipedKeyException if the key was destroyed
     */
    void seal(
            AeadKey key,
            int fixed,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset);

    /**
     * Verifies and decrypts.
     *
     * @param fixed the nonce's first 4 bytes, as a little-endian integer
     * @param length bytes of ciphertext with its tag; less than a tag is a failure
     * @param out receives {@code length - TAG_BYTES} bytes, which mean nothing on failure
     * @return whether the tag was right
     * @throws WipedKeyException if the key was destroyed
     */
    boolean open(
            AeadKey key,
            int fixed,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset);

    /** Wipes what was computed of keys that are destroyed by now; else it stays until the next new key. */
    default void forgetDestroyed() {}

    /** Seals with a nonce whose fixed part is 0, as handshakes and WireGuard have it. */
    default void seal(
            AeadKey key,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        seal(key, 0, counter, associated, in, inOffset, length, out, outOffset);
    }

    /** Opens what was sealed with a nonce whose fixed part is 0. */
    default boolean open(
            AeadKey key,
            long counter,
            byte[] associated,
            byte[] in,
            int inOffset,
            int length,
            byte[] out,
            int outOffset) {
        return open(key, 0, counter, associated, in, inOffset, length, out, outOffset);
    }
}
