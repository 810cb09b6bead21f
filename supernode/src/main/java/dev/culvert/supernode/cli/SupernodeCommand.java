package dev.culvert.supernode.cli;

import dev.culvert.common.cli.KeyCommand;
import dev.culvert.common.cli.Program;
import dev.culvert.common.cli.StatusCommand;
import dev.culvert.supernode.status.SupernodeReport;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code supernode}: the command that holds the others. */
@Command(
        name = "supernode",
        description = "Introduces the edges of Culvert VPNs to each other, and relays for those that cannot meet.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "'supernode -p 7654 ...' is short for 'supernode up -p 7654 ...'.",
            "'supernode COMMAND --help' lists the options of a command.",
            "Exit status: 0 done, 64 usage, 69 unavailable, 70 defect, 77 no permission, 78 bad configuration."
        })
final class SupernodeCommand {
    /** How the program is called in its own messages. */
    static final Program PROGRAM = new Program("supernode", SupernodeCommand.class);

    private SupernodeCommand() {}

    /** The whole command line. */
    static CommandLine commandLine(SupernodeStarter starter, CompletableFuture<Void> stopWanted) {
        return PROGRAM.commandLine(
                new SupernodeCommand(),
                new UpCommand(starter, stopWanted),
                new StatusCommand<>(PROGRAM.name(), SupernodeReport.class, SupernodeTable::render),
                new KeyCommand(PROGRAM.name()));
    }

    /** Without any argument it runs: whatever it needs has a default. */
    static String[] orUp(String[] args) {
        return args.length == 0 ? new String[] {"up"} : args;
    }
}
