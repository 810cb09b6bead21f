package dev.culvert.supernode.core;

import dev.culvert.supernode.store.pb.Snapshot;
import java.util.function.Supplier;

/** Where the state goes that has to outlive a supernode. Conductor thread; never blocks. */
public interface SnapshotSink {
    /** Takes a snapshot to be stored; false, without asking for it, while one before is still being written. */
    boolean offer(Supplier<Snapshot> snapshot);

    /** Whether the last one could not be stored. */
    boolean isBehind();
}
