package dev.culvert.common.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key (RFC 8032) with its public key. Confined to the thread that uses it until destroyed. */
public final class SigningKey {
    /** Size of a signature in bytes. */
    public static final int SIGNATURE_BYTES = 64;

    private final byte[] seed;
    private final VerifyKey publicKey;
    private boolean destroyed;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        byte[] point = new byte[Key32.BYTES];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        this.publicKey = VerifyKey.of(point);
    }

    /**
     * The key that grows from this seed (RFC 8032 section 5.1.5), copied.
     *
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public static SigningKey of(byte[] seed) {
        return new SigningKey(Key32.checked("signing key", seed));
    }

    /** The public half. */
    public VerifyKey publicKey() {
        return publicKey;
    }

    /**
     * Signs the parts, joined. Deterministic.
     *
     * @return 64 bytes
     * @throws IllegalStateException after {@link #destroy}: a signature by a wiped key would only puzzle its readers
     */
    public byte[] sign(byte[]... message) {
        if (destroyed) {
            throw new IllegalStateException("this signing key was wiped");
        }
        byte[] joined = join(message);
        byte[] signature = new byte[SIGNATURE_BYTES];
        Ed25519.sign(seed, 0, publicKey.raw(), 0, joined, 0, joined.length, signature, 0);
        return signature;
    }

    /** Wipes the seed; the key signs no more. */
    public void destroy() {
        destroyed = true;
        Arrays.fill(seed, (byte) 0);
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    /** Names the public half only. */
    @Override
    public String toString() {
        return "SigningKey of " + publicKey;
    }
}
