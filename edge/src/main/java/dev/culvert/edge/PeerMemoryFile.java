package dev.culvert.edge;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.ops.ChecksummedFile;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.memory.KnownPeer;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.memory.PeerMemoryFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link PeerMemory} on the disk: file {@code peers-ID}, one a community. It is read and written in the background,
 * one at a time, and not before it was read. Without it an edge runs as well, so nothing here ends it.
 */
final class PeerMemoryFile {
    private static final Logger log = LoggerFactory.getLogger(PeerMemoryFile.class);
    private static final String FORMAT = "culvert-peers-1";

    private final StateDirectory state;
    private final CommunityKeys keys;
    private final PeerMemory memory;
    private final Executor conductor;
    private final String name;
    private final ChecksummedFile file;
    private boolean busy; // this and the next: conductor, and after its end who closes
    private boolean restored;
    private boolean failed; // the worker's, and after its end who closes
    private @Nullable Long writtenNs;
    private @Nullable Thread worker;

    /** {@code conductor} runs what must be there: the memory is its. */
    PeerMemoryFile(StateDirectory state, CommunityKeys keys, PeerMemory memory, Executor conductor) {
        this.state = state;
        this.keys = keys;
        this.memory = memory;
        this.conductor = conductor;
        this.name = "peers-" + keys.id();
        this.file = new ChecksummedFile(state, name, FORMAT);
    }

    /** Begins to read it. Conductor. */
    void start() {
        busy = true;
        worker = Thread.ofVirtual().name("read-peers").start(() -> {
            read();
            conductor.execute(() -> {
                busy = false;
                restored = true;
            });
        });
    }

    private void read() {
        try {
            Optional<byte[]> bytes = file.read();
            if (bytes.isEmpty()) {
                return;
            }
            int refused = PeerMemoryFormat.read(
                    bytes.get(),
                    keys.publicKey(),
                    memory.now(),
                    portion -> conductor.execute(() -> memory.restore(portion)));
            if (refused > 0) {
                log.warn(
                        "{}: {} entries are not of this community or damaged: these peers are forgotten",
                        state.file(name),
                        refused);
            }
        } catch (ChecksummedFile.DamagedException | InvalidProtocolBufferException e) {
            setAside(e);
        } catch (ExitException e) {
            log.warn("{}: starting without the peers remembered", e.getMessage());
        }
    }

    private void setAside(Exception damage) {
        String where = "";
        try {
            where = " It is kept as " + state.setAside(name) + ".";
        } catch (ExitException e) {
            log.warn("{}", e.getMessage());
        }
        log.warn(
                "{} is damaged ({}): starting without the peers remembered; they are learnt again as they answer.{}",
                state.file(name),
                damage.getMessage(),
                where);
    }

    /** Begins to write it, if it is time. Conductor. */
    void onTick(long nowNs) {
        if (busy || !memory.isStoringDue() || (writtenNs != null && nowNs - writtenNs < Timing.REMEMBER_WRITE_NS)) {
            return;
        }
        writtenNs = nowNs;
        busy = true;
        List<KnownPeer> peers = memory.store();
        worker = Thread.ofVirtual().name("store-peers").start(() -> {
            boolean stored = write(peers);
            conductor.execute(() -> {
                busy = false;
                if (!stored) {
                    memory.storingFailed();
                }
            });
        });
    }

    private boolean write(List<KnownPeer> peers) {
        try {
            file.write(PeerMemoryFormat.bytes(peers));
            failed = false;
            return true;
        } catch (ExitException e) {
            if (!failed) {
                log.warn("{}: without a supernode a restarted edge would not know where its peers are", e.getMessage());
            }
            failed = true;
            return false;
        }
    }

    /** Writes it a last time. Blocks. After the conductor has stopped. */
    void close() throws InterruptedException {
        Thread present = worker;
        if (present != null) {
            present.join();
        }
        if (restored && memory.hasChanged()) { // else more may be in the file
            boolean _ = write(memory.store());
        }
    }
}
