package dev.culvert.system.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The log of a simulated edge: what the product writes at these occasions, at the same levels. */
public final class SimJournal {
    /** How much a line matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARN
    }

    /** One line. */
    public record Line(Level level, String words) {}

    private final List<Line> lines = new ArrayList<>();

    void write(Level level, String words) {
        lines.add(new Line(level, words));
    }

    /** All lines so far, in order. */
    public List<Line> lines() {
        return Collections.unmodifiableList(lines);
    }

    /** Forgets all lines: counting begins anew. */
    public void clear() {
        lines.clear();
    }

    /** Lines of each level. */
    public Map<Level, Long> counts() {
        Map<Level, Long> counts = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
            counts.put(
                    level, lines.stream().filter(line -> line.level() == level).count());
        }
        return counts;
    }
}
