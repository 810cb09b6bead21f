package dev.culvert.edge.cli;

import dev.culvert.common.cli.CarrierThreads;
import dev.culvert.common.cli.StopRequest;
import dev.culvert.edge.Edge;
import dev.culvert.edge.config.Surroundings;
import picocli.CommandLine;

/** Entry point of {@code edge.jar}. */
public final class EdgeMain {
    /** One TUN reader a worker, and one worker by default. */
    private static final int BLOCKING_READERS = 1;

    private EdgeMain() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        CarrierThreads.reserve(BLOCKING_READERS);
        StopRequest stop = new StopRequest(EdgeCommand.PROGRAM.name());
        stop.install();
        CommandLine edge = EdgeCommand.commandLine(
                (config, seed, state) -> {
                    CarrierThreads.verify(BLOCKING_READERS);
                    return Edge.start(config, seed, state);
                },
                Surroundings.ofProcess(),
                stop.wanted());
        EdgeCommand.PROGRAM.runAndExit(edge, args, stop);
    }
}
