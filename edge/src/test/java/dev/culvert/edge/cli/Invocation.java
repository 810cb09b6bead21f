package dev.culvert.edge.cli;

import dev.culvert.common.cli.Program;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/** One run of the command line against a fake edge, its output captured. */
final class Invocation {
    /** Nobody at the terminal, nothing in the environment. */
    private static final Surroundings SURROUNDINGS = new Surroundings(
            Map.of(), Path.of("/proc/sys/kernel/hostname"), Path.of("/nonexistent"), question -> Optional.empty());

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Void> stopWanted = new CompletableFuture<>();
    private final CompletableFuture<FakeEdge> started = new CompletableFuture<>();
    private final CompletableFuture<Integer> status;

    private Invocation(EdgeStarter starter, String... args) {
        CommandLine edge = EdgeCommand.commandLine(
                        (config, key, state) -> {
                            FakeEdge fake = new FakeEdge(config, key, state);
                            started.complete(fake);
                            starter.start(config, key, state);
                            return fake;
                        },
                        FakeNetcheck::report,
                        SURROUNDINGS,
                        stopWanted)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        status = CompletableFuture.supplyAsync(() -> edge.execute(Program.withCommand(args)));
    }

    /** Begins to run; for {@code up}. */
    static Invocation begin(String... args) {
        return new Invocation(FakeEdge::new, args);
    }

    /** Runs {@code up} with an edge that does not start. */
    static Invocation failing(EdgeStarter starter, String... args) {
        return new Invocation(starter, args);
    }

    /** Runs to its end. */
    static Invocation run(String... args) {
        Invocation invocation = begin(args);
        invocation.status();
        return invocation;
    }

    /** The edge that was started, once it is. */
    FakeEdge edge() {
        return await(started);
    }

    EdgeConfig config() {
        return edge().config();
    }

    /** What SIGTERM does. */
    void stop() {
        stopWanted.complete(null);
    }

    /** What the edge does when it cannot go on. */
    void end(ExitException why) {
        edge().ended().complete(why);
    }

    int status() {
        return await(status);
    }

    boolean isRunning() {
        return !status.isDone();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not done", e);
        }
    }
}
