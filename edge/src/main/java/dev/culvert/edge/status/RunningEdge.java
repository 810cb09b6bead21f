package dev.culvert.edge.status;

import dev.culvert.common.ops.ExitException;
import java.util.concurrent.CompletableFuture;

/** An edge that has started: what the command line sees of it. Any thread may call. */
public interface RunningEdge extends AutoCloseable {
    /** A report of this moment. May block for a few milliseconds: not for event loops. */
    StatusReport status();

    /**
     * Completes, normally, with the reason if the edge ends by itself (the interface was deleted, a loop failed).
     * {@link #close} need not complete it.
     */
    CompletableFuture<ExitException> ended();

    /** Stops the edge and returns when its interface, threads and descriptors are gone. Idempotent. */
    @Override
    void close();
}
