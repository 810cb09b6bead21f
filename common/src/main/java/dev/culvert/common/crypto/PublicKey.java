package dev.culvert.common.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/** An X25519 public key (RFC 7748): a peer's identity. Immutable; equal if the 32 bytes are. */
public final class PublicKey implements Comparable<PublicKey> {
    /** Size of a key in bytes. */
    public static final int BYTES = Key32.BYTES;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key with these 32 bytes, copied.
     *
     * @throws IllegalArgumentException for another length
     */
    public static PublicKey of(byte[] bytes) {
        return new PublicKey(Key32.checked("public key", bytes));
    }

    /**
     * Reads what {@code edge key} and {@code wg pubkey} print.
     *
     * @throws IllegalArgumentException if it is not 32 bytes in base64
     */
    public static PublicKey parse(String base64) {
        return new PublicKey(Key32.decode("public key", base64));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for this package's arithmetic only. */
    byte[] raw() {
        return bytes;
    }

    /** Orders keys by their bytes, unsigned: where one of two ends must go first, it is the lower. */
    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Base64, 44 characters. */
    @Override
    public String toString() {
        return Key32.encode(bytes);
    }
}
