package dev.culvert.common.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one source (the command line, a file) or several merged ones say, not yet validated. Immutable.
 *
 * @param <K> the keys, an enum's
 * @param values at most one a key
 */
public record Settings<K extends SettingKey>(Map<K, Setting> values) {

    /** Copies the map. */
    public Settings {
        values = Map.copyOf(values);
    }

    /** These over others: a value here hides the other's. */
    public Settings<K> over(Settings<K> below) {
        Map<K, Setting> merged = new HashMap<>(below.values);
        merged.putAll(values);
        return new Settings<>(merged);
    }

    /** The value of a key, if it was written. */
    public Optional<Setting> value(K key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Whether a key of kind {@link ValueKind#FLAG} was written and is true. */
    public boolean flag(K key) {
        return value(key)
                .filter(setting -> Boolean.parseBoolean(setting.text()))
                .isPresent();
    }
}
