package dev.culvert.common.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How the command line of a program is put together: {@code PROGRAM COMMAND OPTION...}, where {@code up} may be left
 * out before options. Immutable.
 *
 * @param name such as "edge"
 * @param main a class of its jar, whose manifest has the version
 */
public record Program(String name, Class<?> main) {
    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

    /**
     * The whole command line.
     *
     * @param root an object annotated as the command that holds the others
     * @param commands objects annotated as commands
     */
    public CommandLine commandLine(Object root, Object... commands) {
        CommandLine program = new CommandLine(root);
        for (Object command : commands) {
            program.addSubcommand(command);
        }
        program.getCommandSpec().versionProvider(() -> new String[] {version()});
        program.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().addOption(help()));
        Failures failures = new Failures(name);
        program.setOverwrittenOptionsAllowed(false);
        program.setParameterExceptionHandler(failures::parsing);
        program.setExecutionExceptionHandler(failures::running);
        return program;
    }

    /** Runs a command line and ends the process with its exit status. */
    public void runAndExit(CommandLine program, String[] args, StopRequest stop) {
        int status = program.execute(withCommand(args));
        program.getOut().flush();
        program.getErr().flush();
        stop.exit(status);
    }

    /** Options without a command are those of {@code up}. */
    public static String[] withCommand(String[] args) {
        boolean up = args.length > 0 && args[0].startsWith("-") && !OWN_OPTIONS.contains(args[0]);
        if (!up) {
            return args;
        }
        String[] all = new String[args.length + 1];
        all[0] = "up";
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private String version() {
        @Nullable String version = main.getPackage().getImplementationVersion();
        return "Culvert " + name + " " + (version == null ? "(not from a jar)" : version);
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }
}
