package dev.culvert.common.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The 32 random bytes an edge's identity grows from: every key of the edge is derived from them under a label of its
 * own, so one secret is stored and backed up. Immutable.
 */
public final class IdentitySeed {
    /** Size of a seed in bytes. */
    public static final int BYTES = Key32.BYTES;

    private static final byte[] SESSION_LABEL = "culvert identity v1 x25519".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNING_LABEL = "culvert identity v1 ed25519".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINGERPRINT_LABEL =
            "culvert identity v1 fingerprint".getBytes(StandardCharsets.US_ASCII);

    private final byte[] seed;

    private IdentitySeed(byte[] seed) {
        this.seed = seed;
    }

    /**
     * The seed with these 32 bytes, copied.
     *
     * @throws IllegalArgumentException for another length
     */
    public static IdentitySeed of(byte[] seed) {
        return new IdentitySeed(Key32.checked("identity seed", seed));
    }

    /**
     * Reads {@link #encoded()}.
     *
     * @throws IllegalArgumentException if it is not 32 bytes in base64; the message does not repeat it
     */
    public static IdentitySeed parse(String base64) {
        return new IdentitySeed(Key32.decode("identity seed", base64));
    }

    /** The X25519 key of this edge's sessions. */
    public PrivateKey sessionKey() {
        return PrivateKey.of(Blake2s.hmac(seed, SESSION_LABEL));
    }

    /** The Ed25519 key that this edge signs with. */
    public SigningKey signingKey() {
        return SigningKey.of(Blake2s.hmac(seed, SIGNING_LABEL));
    }

    /**
     * 32 bytes by which this host, and nobody who lacks the seed, recognises a text again: for whoever reads them
     * elsewhere they are no quick test of a guess.
     *
     * @param parts the text, in parts; where a boundary matters the caller marks it
     */
    public byte[] fingerprint(byte[]... parts) {
        return Blake2s.hmac(Blake2s.hmac(seed, FINGERPRINT_LABEL), parts);
    }

    /** The seed in base64, as it is stored. A secret. */
    public String encoded() {
        return Base64.getEncoder().encodeToString(seed);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "IdentitySeed";
    }
}
