package dev.culvert.edge.cli;

import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.config.EdgeSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}. */
final class FileOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "TOML file with the options of 'up', named as the long ones, peers as [[peer]] tables."
                    + " The command line wins; peers add up.")
    private @Nullable Path file;

    /** What the file says; nothing if none is given. */
    EdgeSettings read() throws ExitException {
        Path given = file;
        return given == null ? EdgeSettings.NONE : EdgeSettings.read(given);
    }
}
