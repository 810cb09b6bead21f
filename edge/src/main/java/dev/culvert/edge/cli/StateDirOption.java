package dev.culvert.edge.cli;

import dev.culvert.common.ops.StateDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --state-dir}, for the commands that need nothing else of the configuration. */
final class StateDirOption {
    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the edge keeps its seed, lock and control socket"
                    + " (default: $STATE_DIRECTORY, else /var/lib/culvert/edge).")
    private @Nullable Path stateDirectory;

    Path path() {
        Path given = stateDirectory;
        return given == null ? StateDirectory.defaultPath(System.getenv(), "edge") : given;
    }
}
