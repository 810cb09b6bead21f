package dev.culvert.edge.path;

import dev.culvert.common.time.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last changes of the active path. Conductor thread. */
final class ChangeLog {
    private final Deque<PathChange> changes = new ArrayDeque<>();

    void add(PathChange change) {
        changes.add(change);
        if (changes.size() > Limits.PATH_CHANGES) {
            changes.remove();
        }
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The oldest first. */
    List<PathChange> all() {
        return List.copyOf(changes);
    }
}
