package dev.culvert.common.config;

import java.util.Map;
import java.util.Optional;

/**
 * What one {@code [[table]]} of a file, or an option that stands for one, says; not yet validated. Immutable.
 *
 * @param <K> its keys, an enum's
 * @param origin where the table as a whole was written
 * @param values at most one a key
 */
public record Table<K extends SettingKey>(Origin origin, Map<K, Setting> values) {

    /** Copies the map. */
    public Table {
        values = Map.copyOf(values);
    }

    /** The value of a key, if it was written. */
    public Optional<Setting> value(K key) {
        return Optional.ofNullable(values.get(key));
    }
}
