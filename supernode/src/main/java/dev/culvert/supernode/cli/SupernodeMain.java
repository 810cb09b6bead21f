package dev.culvert.supernode.cli;

import dev.culvert.common.cli.StopRequest;
import dev.culvert.supernode.Supernode;

/** Entry point of {@code supernode.jar}. */
public final class SupernodeMain {
    private SupernodeMain() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        StopRequest stop = new StopRequest(SupernodeCommand.PROGRAM.name());
        stop.install();
        SupernodeCommand.PROGRAM.runAndExit(
                SupernodeCommand.commandLine(Supernode::start, stop.wanted()), SupernodeCommand.orUp(args), stop);
    }
}
