package dev.culvert.edge.cli;

import dev.culvert.common.cli.CarrierThreads;
import dev.culvert.common.cli.StopRequest;
import dev.culvert.edge.Edge;
import dev.culvert.edge.Netcheck;
import dev.culvert.edge.config.Surroundings;
import picocli.CommandLine;

/** Entry point of {@code edge.jar}. */
public final class EdgeMain {
    /** One TUN reader a worker, and one worker by default; and who waits for changes of the network. */
    private static final int BLOCKING_READERS = 2;

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
                Netcheck::run,
                Surroundings.ofProcess(),
                stop.wanted());
        EdgeCommand.PROGRAM.runAndExit(edge, args, stop);
    }
}
