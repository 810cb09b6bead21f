package dev.culvert.common.ops;

import dev.culvert.common.crypto.IdentitySeed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The identity seed's file in the state directory: {@code seed}, mode 0600, base64 and a newline. */
public final class SeedFile {
    private static final String NAME = "seed";

    private SeedFile() {}

    /**
     * The stored seed; a fresh one is stored first if there is none. Blocks. Safe against another process doing the
     * same: both get the same seed.
     *
     * @throws ExitException if the file is open to others, unreadable, malformed, or cannot be written
     */
    public static IdentitySeed readOrMake(StateDirectory directory, SecureRandom random) throws ExitException {
        Path file = directory.file(NAME);
        if (Files.notExists(file)) {
            byte[] fresh = new byte[IdentitySeed.BYTES];
            random.nextBytes(fresh);
            directory.createAtomically(NAME, IdentitySeed.of(fresh).encoded() + "\n");
        }
        String text = SecretFile.read("seed", file);
        try {
            return IdentitySeed.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    "seed " + file + " is damaged: restore it from a backup, or delete it for a new identity"
                            + " (peers must then be told the new key)",
                    e);
        }
    }
}
