package dev.culvert.common.cli;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ops.ControlServer;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.RunningProgram;
import dev.culvert.common.ops.SeedFile;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.ops.StateLock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every {@code up} does around its program: state directory, identity, control socket; undone when it ends. */
public final class UntilStopped {
    private static final Logger log = LoggerFactory.getLogger(UntilStopped.class);

    private UntilStopped() {}

    /**
     * Starts a program in a claimed state directory.
     *
     * @param <R> its report
     */
    public interface Start<R> {
        /** Returns when the program runs; a failed step has undone the earlier ones. */
        RunningProgram<R> start(IdentitySeed seed, StateDirectory state) throws ExitException;
    }

    /**
     * Runs a program until the operator wants an end.
     *
     * @param started told the first report, once the control socket answers
     * @param stopWanted completes when the operator wants an end
     * @throws ExitException what the start throws, or why the program came to an end by itself
     */
    public static <R> void run(
            Path stateDirectory, Start<R> start, Consumer<R> started, CompletableFuture<Void> stopWanted)
            throws ExitException {
        StateDirectory state = StateDirectory.open(stateDirectory);
        try (StateLock _ = state.lock()) {
            NativeLibraries.unpackInto(state.path());
            IdentitySeed seed = SeedFile.readOrMake(state, new SecureRandom());
            try (RunningProgram<R> program = NativeLibraries.loading(() -> start.start(seed, state));
                    ControlServer _ = ControlServer.start(state, Map.of(StatusCommand.NAME, program::status))) {
                started.accept(program.status());
                CompletableFuture.anyOf(stopWanted, program.ended()).join();
                if (program.ended().isDone()) {
                    throw program.ended().join();
                }
                log.info("stopping");
            }
        }
    }
}
