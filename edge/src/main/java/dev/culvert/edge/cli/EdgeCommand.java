package dev.culvert.edge.cli;

import dev.culvert.common.cli.KeyCommand;
import dev.culvert.common.cli.Program;
import dev.culvert.common.cli.StatusCommand;
import dev.culvert.edge.config.Surroundings;
import dev.culvert.edge.status.StatusReport;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code edge}: the command that holds the others. */
@Command(
        name = "edge",
        description = "A host's end of a Culvert VPN.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "'edge -a 10.0.0.1/24 ...' is short for 'edge up -a 10.0.0.1/24 ...'.",
            "'edge COMMAND --help' lists the options of a command.",
            "Exit status: 0 done, 64 usage, 69 unavailable, 70 defect, 77 no permission, 78 bad configuration."
        })
final class EdgeCommand {
    /** How the program is called in its own messages. */
    static final Program PROGRAM = new Program("edge", EdgeCommand.class);

    private EdgeCommand() {}

    /** The whole command line. */
    static CommandLine commandLine(
            EdgeStarter starter, Netchecker netchecker, Surroundings surroundings, CompletableFuture<Void> stopWanted) {
        return PROGRAM.commandLine(
                new EdgeCommand(),
                new UpCommand(starter, surroundings, stopWanted),
                new StatusCommand<>(PROGRAM.name(), StatusReport.class, StatusTable::render),
                new NetcheckCommand(netchecker),
                new KeyCommand(PROGRAM.name()),
                new GenkeyCommand(),
                new CommunityCommand(surroundings),
                new InviteCommand(surroundings),
                new TrustCommand());
    }
}
