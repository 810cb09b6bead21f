package dev.culvert.common.ops;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts events by name. Any thread may count; readers see each counter's own latest value, not one instant of all.
 *
 * @param <E> the enum that names the counters, one constant an event
 */
@SuppressWarnings("EnumOrdinal") // the ordinal is the index; nothing outlives the process
public final class Counters<E extends Enum<E>> {
    /** Counters of different events stand on different cache lines: data threads count without disturbing each other. */
    private static final int STRIDE = 8;

    private final Class<E> names;
    private final AtomicLongArray values;

    /** Counters at zero for every constant of the enum. */
    public Counters(Class<E> names) {
        this.names = names;
        this.values = new AtomicLongArray(names.getEnumConstants().length * STRIDE);
    }

    /** Counts one event. */
    public void add(E name) {
        add(name, 1);
    }

    /** Counts several events. */
    public void add(E name, long count) {
        values.addAndGet(name.ordinal() * STRIDE, count);
    }

    /** How often the event has happened. */
    public long value(E name) {
        return values.get(name.ordinal() * STRIDE);
    }

    /** All counters by the names that status prints, such as {@code drop-no-peer}, in the enum's order. */
    public Map<String, Long> named() {
        Map<String, Long> named = new LinkedHashMap<>();
        snapshot()
                .forEach((id, count) ->
                        named.put(id.name().toLowerCase(Locale.ROOT).replace('_', '-'), count));
        return named;
    }

    /** All counters, in the enum's order. */
    public Map<E, Long> snapshot() {
        Map<E, Long> snapshot = new EnumMap<>(names);
        for (E name : names.getEnumConstants()) {
            snapshot.put(name, value(name));
        }
        return snapshot;
    }
}
