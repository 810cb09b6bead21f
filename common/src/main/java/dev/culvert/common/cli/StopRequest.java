package dev.culvert.common.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns SIGTERM and SIGINT into a wish that the running command notices, undoes its work and returns; then the process
 * exits with the command's own status, not with the JVM's 143 or 130.
 */
public final class StopRequest {
    private static final int PATIENCE_SECONDS = 10;

    private final String program;
    private final CompletableFuture<Void> wanted = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** {@code program} opens each line about a stop that fails. */
    public StopRequest(String program) {
        this.program = program;
    }

    /** Completes when the process is asked to stop. */
    public CompletableFuture<Void> wanted() {
        return wanted;
    }

    /** Called by {@code main} before the first command runs. From then on an {@link Error} that ends a thread ends the process, too. */
    public void install() {
        Thread.setDefaultUncaughtExceptionHandler(new LastResort(program, Runtime.getRuntime()::halt));
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "stop-request"));
    }

    /** Ends the process with this status, once {@code main} has nothing left to do. */
    public void exit(int exitStatus) {
        status.complete(exitStatus);
        System.exit(exitStatus);
    }

    /** In the shutdown hook: exit() can no longer choose the status, only halt() can. */
    private void shutDown() {
        wanted.complete(null);
        try {
            Runtime.getRuntime().halt(status.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            System.err.println(program + ": did not stop within " + PATIENCE_SECONDS + " s: ended as it was");
        } catch (InterruptedException | ExecutionException e) {
            System.err.println(program + ": stopping was interrupted");
        }
    }
}
