package dev.culvert.common.crypto;

import dev.culvert.common.wire.MessageLayout;
import java.util.Collection;
import java.util.Optional;

/**
 * What a session's handshake and data messages are sealed with. Each has its own Noise protocol name, so its own
 * transcript: a message that was moved from one to another fails. The later one is preferred to the earlier.
 */
public enum CipherSuite {
    /** WireGuard's own, and the one that everybody has. */
    CHACHA20_POLY1305(
            MessageLayout.SUITE_WIREGUARD, "chacha20-poly1305", "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s", "ChaCha20"),
    /** Between edges that both offer it in their records. */
    AES_256_GCM(MessageLayout.SUITE_AES_256_GCM, "aes-256-gcm", "Noise_IKpsk2_25519_AESGCM_BLAKE2s", "AES");

    private final int number;
    private final String word;
    private final String protocolName;
    private final String keyAlgorithm;

    CipherSuite(int number, String word, String protocolName, String keyAlgorithm) {
        this.number = number;
        this.word = word;
        this.protocolName = protocolName;
        this.keyAlgorithm = keyAlgorithm;
    }

    /** The suite of this number; nothing for one that is not known. */
    public static Optional<CipherSuite> of(int number) {
        for (CipherSuite suite : values()) {
            if (suite.number == number) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    /** The best suite that both ends have. What everybody has needs no mention. */
    public static CipherSuite best(Collection<CipherSuite> own, Collection<Integer> offered) {
        CipherSuite best = CHACHA20_POLY1305;
        for (CipherSuite suite : own) {
            if (suite.compareTo(best) > 0 && offered.contains(suite.number)) {
                best = suite;
            }
        }
        return best;
    }

    /** Byte 1 of its messages, and what a record offers it by. */
    public int number() {
        return number;
    }

    /** What starts the transcript of its handshake (Noise specification, section 8). */
    String protocolName() {
        return protocolName;
    }

    /** What the JDK calls its keys. */
    String keyAlgorithm() {
        return keyAlgorithm;
    }

    /**
     * The first 4 bytes of a data message's nonce: 0 in WireGuard; in suites of ours the first 4 bytes of the message,
     * which are authenticated thereby.
     *
     * @param head the message's first 4 bytes, as a little-endian integer
     */
    public int fixedPart(int head) {
        return this == CHACHA20_POLY1305 ? 0 : head;
    }

    /** As written on the command line, in the file and in the status. */
    @Override
    public String toString() {
        return word;
    }
}
