package dev.culvert.system.lab;

import dev.culvert.common.crypto.CommunitySecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** Community secrets as {@code --secret-file} takes them: mode 0600, removed with their lab. */
public final class SecretFile {
    private SecretFile() {}

    /** A file of this name with a new secret, as {@code edge genkey} makes it. */
    public static Path fresh(Lab lab, String name) {
        return of(lab, name, CommunitySecret.generate(new SecureRandom()).encoded());
    }

    /** A file of this name with this secret. */
    public static Path of(Lab lab, String name, String secret) {
        Path file = lab.directory("secrets").resolve(name);
        try {
            Files.writeString(file, secret + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
