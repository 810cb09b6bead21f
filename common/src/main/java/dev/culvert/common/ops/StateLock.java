package dev.culvert.common.ops;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A state directory claimed by this process. Held until closed; the kernel lets go when the process ends. */
public final class StateLock implements AutoCloseable {
    private static final String NAME = "lock";

    /** Closing any descriptor of a file drops all POSIX locks a process has on it: so never open it twice. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private StateLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static StateLock acquire(StateDirectory directory) throws ExitException {
        Path file = directory.file(NAME);
        if (!HELD_HERE.add(file)) {
            throw inUse(directory, "this process");
        }
        boolean locked = false;
        try {
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), StateDirectory.OWNER_ONLY_FILE);
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    throw inUse(directory, "process " + Files.readString(file).strip());
                }
                channel.truncate(0);
                channel.write(
                        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                locked = true;
                return new StateLock(file, channel);
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("lock", file, e);
        } finally {
            if (!locked) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static ExitException inUse(StateDirectory directory, String owner) {
        return new ExitException(
                ExitCode.UNAVAILABLE,
                "state directory " + directory.path() + " is in use by " + owner
                        + ": stop it, or give this one a directory of its own with --state-dir");
    }

    /** Lets go. Idempotent. */
    @Override
    public void close() {
        if (channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing was buffered, and the descriptor is gone whatever close(2) said.
            }
            HELD_HERE.remove(file);
        }
    }
}
