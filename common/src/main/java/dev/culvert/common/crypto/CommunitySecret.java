package dev.culvert.common.crypto;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/**
 * A community's secret of full strength, as {@code edge genkey} makes it. Immutable.
 *
 * <pre>
 * cvs1-  + 32 characters of base32 (RFC 4648, lower case, no padding) of
 *
 *  0                      16        20
 *  +-----------------------+---------+
 *  |   128 random bits     |  check  |   check: first 4 bytes of BLAKE2s(label, random bits)
 *  +-----------------------+---------+
 * </pre>
 *
 * The prefix says that the secret carries 128 bits and needs no slow hash; the check tells a mistyped secret from
 * another one.
 */
public final class CommunitySecret {
    /** What every generated secret starts with, and no hand-made one may. */
    public static final String PREFIX = "cvs1-";
    /** Size of the random part in bytes. */
    public static final int BYTES = 16;

    private static final int CHECK_BYTES = 4;
    private static final int BITS_PER_CHARACTER = 5;
    private static final int CHARACTERS = (BYTES + CHECK_BYTES) * Byte.SIZE / BITS_PER_CHARACTER;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final byte[] LABEL = "culvert community secret v1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] secret;

    private CommunitySecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The secret with these 16 bytes, copied.
     *
     * @throws IllegalArgumentException for another length
     */
    public static CommunitySecret of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("community secret has " + secret.length + " bytes, not " + BYTES);
        }
        return new CommunitySecret(secret.clone());
    }

    /** A fresh secret. */
    public static CommunitySecret generate(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new CommunitySecret(secret);
    }

    /** Whether the text claims to be a generated secret, well formed or not. */
    public static boolean isGenerated(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }

    /**
     * Reads {@link #encoded()}.
     *
     * @throws IllegalArgumentException if it was mistyped; the message does not repeat it
     */
    public static CommunitySecret parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + CHARACTERS) {
            throw mistyped("it is not '" + PREFIX + "' and " + CHARACTERS + " characters");
        }
        byte[] all = decode(text.substring(PREFIX.length()));
        byte[] secret = Arrays.copyOf(all, BYTES);
        if (!Arrays.equals(check(secret), Arrays.copyOfRange(all, BYTES, all.length))) {
            throw mistyped("its check does not match");
        }
        return new CommunitySecret(secret);
    }

    /** A copy of the 16 bytes. A secret. */
    public byte[] bytes() {
        return secret.clone();
    }

    /** The text to hand to every member. A secret. */
    public String encoded() {
        byte[] all = Arrays.copyOf(secret, BYTES + CHECK_BYTES);
        System.arraycopy(check(secret), 0, all, BYTES, CHECK_BYTES);
        StringBuilder text = new StringBuilder(PREFIX);
        for (int bit = 0; bit < all.length * Byte.SIZE; bit += BITS_PER_CHARACTER) {
            int value = 0;
            for (int i = bit; i < bit + BITS_PER_CHARACTER; i++) {
                value = value << 1 | ((all[i / Byte.SIZE] >> (7 - i % Byte.SIZE)) & 1);
            }
            text.append(ALPHABET.charAt(value));
        }
        return text.toString();
    }

    private static byte[] decode(String characters) {
        byte[] all = new byte[BYTES + CHECK_BYTES];
        for (int bit = 0; bit < all.length * Byte.SIZE; bit++) {
            int value = ALPHABET.indexOf(characters.charAt(bit / BITS_PER_CHARACTER));
            if (value < 0) {
                throw mistyped("its characters are a to z and 2 to 7");
            }
            int one = (value >> (BITS_PER_CHARACTER - 1 - bit % BITS_PER_CHARACTER)) & 1;
            all[bit / Byte.SIZE] |= (byte) (one << (7 - bit % Byte.SIZE));
        }
        return all;
    }

    private static byte[] check(byte[] secret) {
        return Arrays.copyOf(Blake2s.hash(LABEL, secret), CHECK_BYTES);
    }

    private static IllegalArgumentException mistyped(String why) {
        return new IllegalArgumentException("the community secret is mistyped: " + why + "; copy it again");
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "CommunitySecret";
    }
}
