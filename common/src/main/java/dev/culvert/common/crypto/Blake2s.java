package dev.culvert.common.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/** BLAKE2s (RFC 7693) in the forms that WireGuard uses, and with 16 bytes. Stateless; any thread. */
public final class Blake2s {
    /** Size of a hash in bytes. */
    public static final int HASH_BYTES = 32;
    /** Size of a keyed MAC in bytes. */
    public static final int MAC_BYTES = 16;

    private static final int BLOCK_BYTES = 64;

    private Blake2s() {}

    /** The 32-byte hash of the parts, joined. */
    public static byte[] hash(byte[]... parts) {
        return finish(new Blake2sDigest(HASH_BYTES * Byte.SIZE), parts);
    }

    /** The hash of 16 bytes of the parts, joined: BLAKE2s-128, not the longer hash cut short. */
    public static byte[] hash128(byte[]... parts) {
        return finish(new Blake2sDigest(MAC_BYTES * Byte.SIZE), parts);
    }

    /** Keyed BLAKE2s with 16 bytes of output, as in mac1, mac2 and the cookie. */
    public static byte[] mac(byte[] key, byte[]... parts) {
        return finish(new Blake2sDigest(key, MAC_BYTES, null, null), parts);
    }

    /** HMAC-BLAKE2s (RFC 2104) for keys of at most one block: HKDF here builds on HMAC, not on the keyed hash. */
    public static byte[] hmac(byte[] key, byte[]... parts) {
        byte[] pad = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            pad[i] ^= 0x36;
        }
        Blake2sDigest inner = new Blake2sDigest(HASH_BYTES * Byte.SIZE);
        inner.update(pad, 0, BLOCK_BYTES);
        byte[] innerHash = finish(inner, parts);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            pad[i] ^= 0x36 ^ 0x5C;
        }
        byte[] result = hash(pad, innerHash);
        Arrays.fill(pad, (byte) 0);
        return result;
    }

    /**
     * HKDF (RFC 5869) with HMAC-BLAKE2s, no info: the KDF_n of the WireGuard and Noise papers.
     *
     * @param chainingKey the salt, 32 bytes
     * @param input the input keying material, possibly empty
     * @param outputs how many 32-byte outputs, 1 to 3
     * @return the outputs in order
     */
    public static byte[][] kdf(byte[] chainingKey, byte[] input, int outputs) {
        byte[] secret = hmac(chainingKey, input);
        byte[][] result = new byte[outputs][];
        byte[] previous = {};
        for (int i = 0; i < outputs; i++) {
            previous = hmac(secret, previous, new byte[] {(byte) (i + 1)});
            result[i] = previous;
        }
        Arrays.fill(secret, (byte) 0);
        return result;
    }

    private static byte[] finish(Blake2sDigest digest, byte[]... parts) {
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[digest.getDigestSize()];
        digest.doFinal(out, 0);
        return out;
    }
}
