package dev.culvert.edge.path;

import dev.culvert.common.time.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last changes of the active path. Conductor thread. */
final class ChangeLog {
    private final Deque<PathChange> changes = new ArrayDeque<>();

    /** Data goes by this path from now on; null for none. */
    void add(@Nullable Way way, String why, long nowNs) {
        changes.add(
                way == null
                        ? new PathChange(nowNs, null, 0, why)
                        : new PathChange(nowNs, way.path(), way.pings().smoothedNs(), why));
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
