package dev.culvert.common.record;

import dev.culvert.common.crypto.Argon2id;
import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import dev.culvert.common.crypto.VerifyKey;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;

/**
 * What the members of a community share, made from its name and secret: the key that certifies them, and the one that
 * their pairs' preshared keys come from. Supernodes get neither. Not changed after it is made.
 */
public final class CommunityKeys {
    /** Largest name in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 63;
    /** Memory of Argon2id in KiB: the first of OWASP's choices that fits a heap of 32 MB. */
    static final int ARGON2_KIB = 19 * 1024;
    /** Passes of Argon2id with that memory. */
    static final int ARGON2_PASSES = 2;

    private static final int KEY_BYTES = 32;
    private static final byte[] SALT_LABEL = ascii("culvert community v1");
    private static final byte[] KEYS_LABEL = ascii("culvert community keys v1");
    private static final byte[] PAIR_LABEL = ascii("culvert pair v1");
    private static final byte[] EMPTY_BODY = {};

    private final byte[] signingSeed;
    private final byte[] pairSeed;
    private final SigningKey signingKey;

    private CommunityKeys(byte[] signingSeed, byte[] pairSeed) {
        this.signingSeed = signingSeed;
        this.pairSeed = pairSeed;
        this.signingKey = SigningKey.of(signingSeed);
    }

    /**
     * Makes the keys. Takes some tenths of a second and 19 MiB, unless the secret is one that {@code edge genkey} made.
     *
     * @param name the community's name, 1 to 63 bytes, printable; letters with accents may be composed or not
     * @param secret its secret, not empty
     * @throws IllegalArgumentException if name or secret cannot be used; the message does not repeat the secret
     */
    public static CommunityKeys derive(String name, String secret) {
        byte[] nameBytes = nameBytes(name);
        byte[] master = isSlow(secret)
                ? Argon2id.hash(secretBytes(secret), Blake2s.hash(SALT_LABEL, nameBytes), ARGON2_KIB, ARGON2_PASSES)
                : CommunitySecret.parse(secret).bytes();
        byte[][] keys = Blake2s.kdf(Blake2s.hash(KEYS_LABEL, nameBytes), master, 2);
        Arrays.fill(master, (byte) 0);
        return new CommunityKeys(keys[0], keys[1]);
    }

    /** Whether a secret was chosen by a person, so that it needs the slow hash. */
    public static boolean isSlow(String secret) {
        return !CommunitySecret.isGenerated(secret);
    }

    /**
     * The bytes that name and secret are told apart by; two texts that make the same keys have the same.
     *
     * @throws IllegalArgumentException if the name cannot be used, or the secret is empty
     */
    public static byte[][] inputs(String name, String secret) {
        byte[] nameBytes = nameBytes(name);
        // A name has at most 63 bytes: its length marks where it ends.
        return new byte[][] {{(byte) nameBytes.length}, nameBytes, secretBytes(secret)};
    }

    /** The community's public key, which a supernode is told. */
    public VerifyKey publicKey() {
        return signingKey.publicKey();
    }

    /** The community's id. */
    public CommunityId id() {
        return CommunityId.of(publicKey());
    }

    /** The preshared key of the session between two members, in whichever order. */
    public PresharedKey pairKey(PublicKey a, PublicKey b) {
        boolean inOrder = a.compareTo(b) <= 0;
        byte[] lower = (inOrder ? a : b).bytes();
        byte[] higher = (inOrder ? b : a).bytes();
        return PresharedKey.of(Blake2s.hmac(pairSeed, PAIR_LABEL, lower, higher));
    }

    /** Makes a member of two keys: its session's and its signatures'. */
    public Certificate certify(PublicKey session, VerifyKey identity) {
        return Certificate.sign(signingKey, session, identity, EMPTY_BODY);
    }

    /** Both secrets in base64, as the cache stores them. A secret: who has it is a member. */
    public String encoded() {
        byte[] both = Arrays.copyOf(signingSeed, 2 * KEY_BYTES);
        System.arraycopy(pairSeed, 0, both, KEY_BYTES, KEY_BYTES);
        return Base64.getEncoder().encodeToString(both);
    }

    /**
     * Reads {@link #encoded()}.
     *
     * @throws IllegalArgumentException if it is not 64 bytes in base64; the message does not repeat it
     */
    public static CommunityKeys parse(String base64) {
        byte[] both;
        try {
            both = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stored community keys are not base64", e);
        }
        if (both.length != 2 * KEY_BYTES) {
            throw new IllegalArgumentException("stored community keys have " + both.length + " bytes, not 64");
        }
        return new CommunityKeys(Arrays.copyOf(both, KEY_BYTES), Arrays.copyOfRange(both, KEY_BYTES, 2 * KEY_BYTES));
    }

    private static byte[] nameBytes(String name) {
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        if (name.isEmpty() || !PrintableText.fits(composed, MAX_NAME_BYTES)) {
            throw new IllegalArgumentException("a community's name has 1 to " + MAX_NAME_BYTES
                    + " bytes and no control characters: choose another");
        }
        return composed.getBytes(StandardCharsets.UTF_8);
    }

    /** One keyboard writes é as one character, another as two. */
    private static byte[] secretBytes(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException(
                    "the community secret is empty: give one with --secret-file, or make one with 'edge genkey'");
        }
        return Normalizer.normalize(secret, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    /** Names the public half only. */
    @Override
    public String toString() {
        return "CommunityKeys of " + id();
    }
}
