package dev.culvert.common.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a program keeps what outlives it: the seed, the lock, the control socket, and small texts. Stateless but for
 * its path; any thread may call, and every call blocks on the disk. Made with mode 0700, its files with 0600.
 */
public final class StateDirectory {
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int PERMISSION_BITS = 07777;

    private final Path path;

    private StateDirectory(Path path) {
        this.path = path;
    }

    /**
     * What {@code --state-dir} is if not given: systemd's {@code STATE_DIRECTORY}, else /var/lib/culvert/PROGRAM.
     *
     * @param environment the process's environment
     * @param program such as "edge"
     */
    public static Path defaultPath(Map<String, String> environment, String program) {
        // systemd.exec(5): a unit with several state directories gets them joined by colons.
        String first = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
        return first.isEmpty() ? Path.of("/var/lib/culvert", program) : Path.of(first);
    }

    /**
     * Opens the directory, making it and its parents if they are missing.
     *
     * @throws ExitException if it cannot be made, is no directory, or other users may write to it
     */
    public static StateDirectory open(Path path) throws ExitException {
        Path directory = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
            int mode = (int) Files.getAttribute(directory, "unix:mode") & PERMISSION_BITS;
            if ((mode & WRITABLE_BY_OTHERS) != 0) {
                throw new ExitException(
                        ExitCode.BAD_CONFIGURATION,
                        "state directory %s may be written by other users (mode %04o): run 'chmod 700 %s', or choose another with --state-dir"
                                .formatted(directory, mode, directory));
            }
            return new StateDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    "state directory " + directory + " is not a directory: choose another with --state-dir",
                    e);
        } catch (IOException e) {
            throw FileFailure.of("make state directory", directory, e);
        }
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }

    /** The path of a file in it. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Claims the directory for this process until the lock is closed or the process ends.
     *
     * @throws ExitException if another program holds it
     */
    public StateLock lock() throws ExitException {
        return StateLock.acquire(this);
    }

    /**
     * The text stored under a name, or nothing if none was.
     *
     * @throws ExitException if it cannot be read
     */
    public Optional<String> readText(String name) throws ExitException {
        try {
            return Optional.of(Files.readString(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFailure.of("read", file(name), e);
        }
    }

    /**
     * Stores a text under a name: after a crash or a power cut there is the old text or the new one, whole.
     *
     * @throws ExitException if it cannot be written; the old text is still there
     */
    public void writeAtomically(String name, String text) throws ExitException {
        write(
                name,
                text,
                temporary -> Files.move(
                        temporary, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
    }

    /**
     * Renames a file that is of no use, so that it can still be looked at; one that was set aside before is replaced.
     *
     * @return where it is now
     * @throws ExitException if it cannot be renamed
     */
    public Path setAside(String name) throws ExitException {
        Path aside = file(name + ".damaged");
        try {
            return Files.move(file(name), aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileFailure.of("rename", file(name), e);
        }
    }

    /**
     * As {@link #writeAtomically}, but never replaces: of two processes that create the same name one wins.
     *
     * @return false if there was one already; it is untouched
     * @throws ExitException if it cannot be written
     */
    boolean createAtomically(String name, String text) throws ExitException {
        boolean[] created = {true};
        write(name, text, temporary -> {
            try {
                Files.createLink(file(name), temporary);
            } catch (FileAlreadyExistsException e) {
                created[0] = false;
            }
        });
        return created[0];
    }

    private void write(String name, String text, Publication publication) throws ExitException {
        try {
            Path temporary = Files.createTempFile(path, "." + name + "-", ".tmp", OWNER_ONLY_FILE);
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                publication.publish(temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
            // The name itself is on the disk only when the directory is.
            try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw FileFailure.of("write", file(name), e);
        }
    }

    /** Gives the finished temporary file its name. */
    private interface Publication {
        void publish(Path temporary) throws IOException;
    }
}
