package dev.culvert.common.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id version 1.3 (RFC 9106): makes each guess at a secret that a person chose cost time and memory. Stateless;
 * any thread, but it computes for some tenths of a second.
 */
public final class Argon2id {
    private Argon2id() {}

    /**
     * The 32-byte hash in one lane.
     *
     * @param password the secret
     * @param salt at least 8 bytes
     * @param memoryKib memory in KiB, at least 8
     * @param passes how often the memory is gone over, at least 1
     */
    public static byte[] hash(byte[] password, byte[] salt, int memoryKib, int passes) {
        return hash(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(salt)
                        .withMemoryAsKB(memoryKib)
                        .withIterations(passes)
                        .withParallelism(1),
                password);
    }

    /** With any parameters, so that the RFC's vector can be checked. */
    static byte[] hash(Argon2Parameters.Builder parameters, byte[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters.build());
        byte[] hash = new byte[Key32.BYTES];
        int _ = generator.generateBytes(password, hash);
        return hash;
    }
}
