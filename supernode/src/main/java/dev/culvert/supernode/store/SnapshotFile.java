package dev.culvert.supernode.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.ops.ChecksummedFile;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.supernode.core.SnapshotSink;
import dev.culvert.supernode.store.pb.Snapshot;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supernode's state, a {@code Snapshot}, in one file that is replaced as a whole. Written in the background, one at a time.
 */
public final class SnapshotFile implements SnapshotSink {
    private static final Logger log = LoggerFactory.getLogger(SnapshotFile.class);
    private static final String FILE = "registrations";
    private static final String FORMAT = "culvert-supernode-1";

    private final StateDirectory state;
    private final ChecksummedFile file;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile boolean behind;
    private @Nullable Thread writer;

    /** The file in this directory. */
    public SnapshotFile(StateDirectory state) {
        this.state = state;
        this.file = new ChecksummedFile(state, FILE, FORMAT);
    }

    /**
     * What was stored last; the default instance if nothing ever was. Blocks.
     *
     * @throws ExitException if it cannot be read or is damaged: it is never taken for empty, for that would give every
     *     address away
     */
    public Snapshot read() throws ExitException {
        try {
            Optional<byte[]> bytes = file.read();
            return bytes.isPresent() ? Snapshot.parseFrom(bytes.get()) : Snapshot.getDefaultInstance();
        } catch (ChecksummedFile.DamagedException | InvalidProtocolBufferException e) {
            throw damaged(e);
        }
    }

    /** The failure to start with what the file holds; it names the file. */
    public ExitException damaged(Throwable cause) {
        return new ExitException(
                ExitCode.BAD_CONFIGURATION,
                state.file(FILE) + " is damaged: restore it from a backup, or delete it; without it all edges register"
                        + " anew, and each address goes to the first that claims it",
                cause);
    }

    @Override
    public boolean offer(Supplier<Snapshot> snapshot) {
        if (!writing.compareAndSet(false, true)) {
            return false;
        }
        Snapshot taken = snapshot.get();
        writer = Thread.ofVirtual().name("store-registrations").start(() -> {
            try {
                tryWrite(taken);
            } finally {
                writing.set(false);
            }
        });
        return true;
    }

    @Override
    public boolean isBehind() {
        return behind;
    }

    /** Stores the last one, after any that is being written. Blocks. Once the conductor has stopped. */
    public void close(Snapshot last) throws InterruptedException {
        Thread present = writer;
        if (present != null) {
            present.join();
        }
        tryWrite(last);
    }

    private void tryWrite(Snapshot snapshot) {
        try {
            file.write(snapshot.toByteArray());
            behind = false;
        } catch (ExitException e) {
            if (!behind) {
                log.warn(
                        "{}: edges go on, but after a restart what they registered since may be forgotten",
                        e.getMessage());
            }
            behind = true;
        }
    }
}
