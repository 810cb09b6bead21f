package dev.culvert.edge.config;

import dev.culvert.common.config.ConfigFile;
import dev.culvert.common.config.Settings;
import dev.culvert.common.config.Table;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one source (the command line, a file) or several merged ones say, not yet validated. Immutable.
 *
 * @param options all but the peers
 * @param peers in the order written
 */
public record EdgeSettings(Settings<ConfigKey> options, List<Table<PeerKey>> peers) {
    /** Says nothing. */
    public static final EdgeSettings NONE = new EdgeSettings(new Settings<>(Map.of()), List.of());

    private static final String PEER = "peer";

    /** Copies the list. */
    public EdgeSettings {
        peers = List.copyOf(peers);
    }

    /**
     * What the file of {@code --config} says. Blocks.
     *
     * @throws ExitException if it cannot be read, has what it may not have, or a secret that others may read
     */
    public static EdgeSettings read(Path path) throws ExitException {
        ConfigFile file = ConfigFile.read(path);
        Settings<ConfigKey> options = file.settings(ConfigKey.class, PEER);
        if (options.value(ConfigKey.SECRET)
                .or(() -> options.value(ConfigKey.JOIN))
                .isPresent()) {
            refuseIfOpen(path);
        }
        return new EdgeSettings(options, file.tables(PEER, PeerKey.class));
    }

    private static void refuseIfOpen(Path path) throws ExitException {
        try {
            SecretFile.refuseIfOpen("--config", path);
        } catch (IOException e) {
            throw new ExitException(ExitCode.UNAVAILABLE, "--config " + path + " went away while it was read", e);
        }
    }

    /** These over others: a value here hides the other's, peers add up, the other's first. */
    public EdgeSettings over(EdgeSettings below) {
        List<Table<PeerKey>> allPeers = new ArrayList<>(below.peers);
        allPeers.addAll(peers);
        return new EdgeSettings(options.over(below.options), allPeers);
    }
}
