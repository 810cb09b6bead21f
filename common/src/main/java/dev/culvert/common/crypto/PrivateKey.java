package dev.culvert.common.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 private key (RFC 7748) with its public key. Confined to the thread that uses it until destroyed. */
public final class PrivateKey {
    private final byte[] scalar;
    private final PublicKey publicKey;

    private PrivateKey(byte[] scalar) {
        this.scalar = scalar;
        byte[] point = new byte[Key32.BYTES];
        X25519.generatePublicKey(scalar, 0, point, 0);
        this.publicKey = PublicKey.of(point);
    }

    /**
     * The key with this scalar, copied and clamped (RFC 7748 section 5).
     *
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public static PrivateKey of(byte[] scalar) {
        byte[] clamped = Key32.checked("private key", scalar);
        clamped[0] &= (byte) 0xF8;
        clamped[31] = (byte) ((clamped[31] & 0x7F) | 0x40);
        return new PrivateKey(clamped);
    }

    /** The public half. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * X25519 with a peer's public key.
     *
     * @param peer the other side's public key
     * @param shared receives the 32-byte shared secret
     * @return false if the result is all zero, as with the seven points of low order: the peer must then be refused
     */
    public boolean agree(PublicKey peer, byte[] shared) {
        return X25519.calculateAgreement(scalar, 0, peer.raw(), 0, shared, 0);
    }

    /** Wipes the scalar; the key agrees on nothing useful afterwards. */
    public void destroy() {
        Arrays.fill(scalar, (byte) 0);
    }

    /** Names the public half only. */
    @Override
    public String toString() {
        return "PrivateKey of " + publicKey;
    }
}
