package dev.culvert.common.ops;

import java.util.concurrent.CompletableFuture;

/**
 * A program that has started: what the command line sees of it. Any thread may call.
 *
 * @param <R> its report
 */
public interface RunningProgram<R> extends AutoCloseable {
    /** A report of this moment. May block for a few milliseconds: not for event loops. */
    R status();

    /**
     * Completes, normally, with the reason if the program ends by itself (an interface was deleted, a loop failed).
     * {@link #close} need not complete it.
     */
    CompletableFuture<ExitException> ended();

    /** Stops it and returns when its threads, descriptors and interfaces are gone. Idempotent. */
    @Override
    void close();
}
