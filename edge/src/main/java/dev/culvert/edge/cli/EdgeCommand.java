package dev.culvert.edge.cli;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;

/** {@code edge}: the command that holds the others. */
@Command(
        name = "edge",
        description = "A host's end of a Culvert VPN.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = EdgeCommand.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "'edge -a 10.0.0.1/24 ...' is short for 'edge up -a 10.0.0.1/24 ...'.",
            "'edge COMMAND --help' lists the options of a command.",
            "Exit status: 0 done, 64 usage, 69 unavailable, 70 defect, 77 no permission, 78 bad configuration."
        })
final class EdgeCommand {
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    private EdgeCommand() {}

    /** The whole command line. */
    static CommandLine commandLine(EdgeStarter starter, CompletableFuture<Void> stopWanted) {
        CommandLine edge = new CommandLine(new EdgeCommand());
        edge.addSubcommand(new UpCommand(starter, stopWanted));
        edge.addSubcommand(new StatusCommand());
        edge.addSubcommand(new KeyCommand());
        edge.addSubcommand(new GenkeyCommand());
        edge.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().addOption(help()));
        edge.setOverwrittenOptionsAllowed(false);
        edge.setParameterExceptionHandler(Failures::parsing);
        edge.setExecutionExceptionHandler(Failures::running);
        return edge;
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }

    /** Options without a command are those of {@code up}. */
    static String[] withCommand(String[] args) {
        boolean up = args.length > 0 && args[0].startsWith("-") && !OWN_OPTIONS.contains(args[0]);
        if (!up) {
            return args;
        }
        String[] all = new String[args.length + 1];
        all[0] = "up";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = EdgeCommand.class.getPackage().getImplementationVersion();
            return new String[] {"Culvert edge " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
