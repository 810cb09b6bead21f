package dev.culvert.edge.config;

import dev.culvert.common.crypto.CipherSuite;
import java.util.List;

/** Which cipher suites an edge offers to other edges. Any other peer gets ChaCha20-Poly1305, which everybody has. */
public enum CipherMode {
    /** AES where the CPU has instructions for it. */
    AUTO("auto"),
    /** AES before ChaCha20. */
    AES_256_GCM(CipherSuite.AES_256_GCM.toString()),
    /** No AES at all. */
    CHACHA20_POLY1305(CipherSuite.CHACHA20_POLY1305.toString());

    private final String word;

    CipherMode(String word) {
        this.word = word;
    }

    /** The suites that are offered besides the one that everybody has. */
    List<CipherSuite> offered(boolean hasAesInstructions) {
        return this == AES_256_GCM || (this == AUTO && hasAesInstructions)
                ? List.of(CipherSuite.AES_256_GCM)
                : List.of();
    }

    /** As written on the command line and in the file. */
    @Override
    public String toString() {
        return word;
    }
}
