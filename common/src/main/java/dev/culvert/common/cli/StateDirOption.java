package dev.culvert.common.cli;

import dev.culvert.common.ops.StateDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --state-dir}, for the commands that need nothing else of the configuration. */
public final class StateDirOption {
    private final String program;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where ${ROOT-COMMAND-NAME} keeps its seed, lock and control socket"
                    + " (default: $STATE_DIRECTORY, else /var/lib/culvert/${ROOT-COMMAND-NAME}).")
    private @Nullable Path stateDirectory;

    /** {@code program} names the default directory. */
    public StateDirOption(String program) {
        this.program = program;
    }

    /** The directory given, else the default; whether it is there is not checked. */
    public Path path() {
        Path given = stateDirectory;
        return given == null ? StateDirectory.defaultPath(System.getenv(), program) : given;
    }

    /** What was given as text, for the commands that have a file of settings too. */
    public @Nullable String text() {
        Path given = stateDirectory;
        return given == null ? null : given.toString();
    }
}
