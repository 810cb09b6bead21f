package dev.culvert.common.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 public key (RFC 8032): who has signed. Immutable; equal if the 32 bytes are. */
public final class VerifyKey {
    /** Size of a key in bytes. */
    public static final int BYTES = Key32.BYTES;

    private final byte[] bytes;

    private VerifyKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key with these 32 bytes, copied. Whether they are a point shows at the first signature: bytes that are none
     * verify nothing.
     *
     * @throws IllegalArgumentException for another length
     */
    public static VerifyKey of(byte[] bytes) {
        return new VerifyKey(Key32.checked("signature key", bytes));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes themselves, for this package's arithmetic only. */
    byte[] raw() {
        return bytes;
    }

    /**
     * Whether the signature of the parts, joined, is this key's. Total: false for a signature of another length too.
     *
     * @param signature 64 bytes
     * @param message what was signed, in parts
     */
    public boolean verify(byte[] signature, byte[]... message) {
        if (signature.length != SigningKey.SIGNATURE_BYTES) {
            return false;
        }
        byte[] joined = SigningKey.join(message);
        return Ed25519.verify(signature, 0, bytes, 0, joined, 0, joined.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey key && MessageDigest.isEqual(bytes, key.bytes);
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
