package dev.culvert.common.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What seals and opens in this process. Immutable.
 *
 * @param aeads the fastest back end of each suite that this JDK offers, and that does what the JDK's own cipher does
 * @param leftOut each suite whose faster one is not used, and why
 */
public record AeadSelection(AeadFactory aeads, List<String> leftOut) {
    /** Around the sizes where blocks, runs of blocks and packets end. */
    private static final int[] SIZES = {0, 1, 15, 16, 17, 31, 32, 511, 512, 513, 767, 768, 1_023, 1_024, 1_400};

    private static final int RANDOM_SIZES = 16;
    private static final int LARGEST = 1_500;
    private static final int LARGEST_ASSOCIATED = 40;

    /** Copies the list. */
    public AeadSelection {
        leftOut = List.copyOf(leftOut);
    }

    /** Tries what there is, on these sizes and random ones; some 50 ms. */
    public static AeadSelection fastest(RandomGenerator random) {
        Map<CipherSuite, AeadFactory> faster = new EnumMap<>(CipherSuite.class);
        List<String> leftOut = new ArrayList<>();
        for (CipherSuite suite : CipherSuite.values()) {
            if (!isOffered(suite)) {
                leftOut.add(suite + ": this Java does not offer its own in parts, or not to us (Add-Opens)");
            } else if (!agrees(AeadSelection::intrinsic, suite, random)) {
                leftOut.add(suite + ": what is made of this Java's parts differs from its own");
            } else {
                faster.put(suite, AeadSelection::intrinsic);
            }
        }
        return new AeadSelection(
                suite -> faster.getOrDefault(suite, AeadFactory.JCE).create(suite), leftOut);
    }

    private static boolean isOffered(CipherSuite suite) {
        return switch (suite) {
            case CHACHA20_POLY1305 -> IntrinsicChaCha20Poly1305.isOffered();
            case AES_256_GCM -> IntrinsicAes256Gcm.isOffered();
        };
    }

    private static Aead intrinsic(CipherSuite suite) {
        return switch (suite) {
            case CHACHA20_POLY1305 -> new IntrinsicChaCha20Poly1305();
            case AES_256_GCM -> new IntrinsicAes256Gcm();
        };
    }

    /** Whether it seals as the JDK's own does, opens that, and nothing else. */
    static boolean agrees(AeadFactory candidates, CipherSuite suite, RandomGenerator random) {
        try {
            Aead candidate = candidates.create(suite);
            for (int size : SIZES) {
                if (!agrees(candidate, suite, random, size)) {
                    return false;
                }
            }
            for (int i = 0; i < RANDOM_SIZES; i++) {
                if (!agrees(candidate, suite, random, random.nextInt(LARGEST))) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException | LinkageError e) {
            return false; // whatever it is: it is not what the JDK's own does
        }
    }

    private static boolean agrees(Aead candidate, CipherSuite suite, RandomGenerator random, int size) {
        AeadKey key = new AeadKey(suite, bytes(random, Key32.BYTES));
        int fixed = random.nextInt();
        long counter = random.nextLong();
        byte[] associated = bytes(random, random.nextInt(LARGEST_ASSOCIATED));
        byte[] plain = bytes(random, size);
        byte[] expected = new byte[size + Aead.TAG_BYTES];
        AeadFactory.JCE.create(suite).seal(key, fixed, counter, associated, plain, 0, size, expected, 0);
        byte[] sealed = new byte[size + Aead.TAG_BYTES];
        candidate.seal(key, fixed, counter, associated, plain, 0, size, sealed, 0);
        boolean same = Arrays.equals(sealed, expected);
        byte[] opened = new byte[size];
        boolean opens = candidate.open(key, fixed, counter, associated, sealed, 0, sealed.length, opened, 0);
        sealed[random.nextInt(sealed.length)] ^= 1;
        byte[] untouched = new byte[size];
        boolean opensForged = candidate.open(key, fixed, counter, associated, sealed, 0, sealed.length, untouched, 0);
        key.destroy();
        return same
                && opens
                && !opensForged
                && Arrays.equals(opened, plain)
                && Arrays.equals(untouched, new byte[size]);
    }

    private static byte[] bytes(RandomGenerator random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
