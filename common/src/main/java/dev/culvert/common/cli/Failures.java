package dev.culvert.common.cli;

import dev.culvert.common.config.Keywords;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What goes wrong, as one line and an exit status. A stack trace is shown to who asks by {@code -v} only. */
final class Failures {
    private static final String DASHES = "--";

    private final String program;

    /** {@code program} opens each line. */
    Failures(String program) {
        this.program = program;
    }

    /** The command line could not be parsed. */
    int parsing(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        Optional<String> meant = failure instanceof UnmatchedArgumentException unmatched
                ? nearest(command, unmatched.getUnmatched().getFirst())
                : Optional.empty();
        String hint = meant.map(word -> " (do you mean '" + word + "'?)").orElse("");
        return usage(command, failure.getMessage() + hint);
    }

    /** The option or the command that was meant. */
    private static Optional<String> nearest(CommandLine command, String word) {
        if (!word.startsWith(DASHES)) {
            return Keywords.nearest(word, List.copyOf(command.getSubcommands().keySet()));
        }
        List<String> known = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .map(name -> name.substring(DASHES.length()))
                .toList();
        String name = word.substring(DASHES.length()).replaceFirst("=.*", "");
        return Keywords.nearest(name, known).map(nearest -> DASHES + nearest);
    }

    /** A command threw. */
    int running(Exception failure, CommandLine command, ParseResult parsed) {
        boolean verbose = parsed.originalArgs().stream().anyMatch(arg -> arg.equals("-v") || arg.equals("--verbose"));
        PrintWriter err = command.getErr();
        // The stack of an ExitException tells nothing that its line does not; that of its cause may.
        Throwable behind = failure instanceof ExitException ? failure.getCause() : failure;
        if (verbose && behind != null) {
            behind.printStackTrace(err);
        }
        if (failure instanceof ExitException exit) {
            if (exit.code() == ExitCode.USAGE) {
                return usage(command, String.valueOf(exit.getMessage()));
            }
            err.println(program + ": " + oneLine(String.valueOf(exit.getMessage())));
            return exit.code().status();
        }
        err.println(program + ": unexpected: " + oneLine(failure.toString()) + (verbose ? "" : " (-v shows where)"));
        return ExitCode.SOFTWARE.status();
    }

    private int usage(CommandLine command, String message) {
        command.getErr()
                .println(program + ": " + oneLine(message) + " ('"
                        + command.getCommandSpec().qualifiedName() + " --help' lists the options)");
        return ExitCode.USAGE.status();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R\\s*", " ");
    }
}
