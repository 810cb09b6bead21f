package dev.culvert.edge.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one source (the command line, a file) or several merged ones say, not yet validated. Immutable.
 *
 * @param values at most one a key
 * @param peers in the order written
 */
public record Settings(Map<ConfigKey, Setting> values, List<PeerSettings> peers) {
    /** Says nothing. */
    public static final Settings NONE = new Settings(Map.of(), List.of());

    /** Copies both. */
    public Settings {
        values = Map.copyOf(values);
        peers = List.copyOf(peers);
    }

    /** These over others: a value here hides the other's, peers add up, the other's first. */
    public Settings over(Settings below) {
        Map<ConfigKey, Setting> merged = new EnumMap<>(ConfigKey.class);
        merged.putAll(below.values);
        merged.putAll(values);
        List<PeerSettings> allPeers = new ArrayList<>(below.peers);
        allPeers.addAll(peers);
        return new Settings(merged, allPeers);
    }

    Optional<Setting> value(ConfigKey key) {
        return Optional.ofNullable(values.get(key));
    }
}
