package dev.culvert.edge.path;

import dev.culvert.common.path.Path;
import org.jspecify.annotations.Nullable;

/** What a {@link PathMachine} wants done, in order. */
public sealed interface PathAction {
    /** Send a ping with this id by this path. */
    record Ping(Path path, long id) implements PathAction {}

    /** Data goes by another path from now on; null: by none. */
    record Use(@Nullable Path path) implements PathAction {}

    /** Data is sent, and no path has answered for long: the peer may have lost its keys. */
    record Renew() implements PathAction {}
}
