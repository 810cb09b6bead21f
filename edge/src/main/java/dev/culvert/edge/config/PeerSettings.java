package dev.culvert.edge.config;

import java.util.Map;
import java.util.Optional;

/**
 * What one {@code --peer} or {@code [[peer]]} says, not yet validated. Immutable.
 *
 * @param origin where the peer as a whole was written
 * @param values at most one a key
 */
public record PeerSettings(Origin origin, Map<PeerKey, Setting> values) {

    /** Copies the map. */
    public PeerSettings {
        values = Map.copyOf(values);
    }

    Optional<Setting> value(PeerKey key) {
        return Optional.ofNullable(values.get(key));
    }
}
