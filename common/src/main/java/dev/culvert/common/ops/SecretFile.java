package dev.culvert.common.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that holds one secret as text. Refuses one that others may read or write. */
public final class SecretFile {
    private static final int MAX_BYTES = 4096;
    private static final int OTHERS = 0077;
    private static final int PERMISSION_BITS = 07777;

    private SecretFile() {}

    /**
     * The secret without surrounding white space. Blocks.
     *
     * @param what what the file is, for messages, such as "preshared-key-file"
     * @throws ExitException if it is missing, unreadable, empty, too large, or open to group or others
     */
    public static String read(String what, Path file) throws ExitException {
        try {
            refuseIfOpen(what, file);
            return text(what, file);
        } catch (NoSuchFileException e) {
            throw new ExitException(ExitCode.BAD_CONFIGURATION, what + " " + file + " does not exist", e);
        } catch (IOException e) {
            throw FileFailure.of("read " + what, file, e);
        }
    }

    /**
     * Checks a file that holds a secret among other things.
     *
     * @throws ExitException if it is a directory, or open to group or others
     * @throws IOException if it is not there
     */
    public static void refuseIfOpen(String what, Path file) throws ExitException, IOException {
        int mode = (int) Files.getAttribute(file, "unix:mode") & PERMISSION_BITS;
        if (Files.isDirectory(file)) {
            throw refused(what, file, "is a directory, not a file");
        }
        if ((mode & OTHERS) != 0) {
            throw refused(
                    what,
                    file,
                    "is open to other users (mode %04o): run 'chmod 600 %s'; if they may have read it, replace the secret"
                            .formatted(mode, file));
        }
    }

    private static String text(String what, Path file) throws IOException, ExitException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(what, file, "is longer than " + MAX_BYTES + " bytes: it is not a key");
            }
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                throw refused(what, file, "is empty");
            }
            return text;
        }
    }

    private static ExitException refused(String what, Path file, String why) {
        return new ExitException(ExitCode.BAD_CONFIGURATION, what + " " + file + " " + why);
    }
}
