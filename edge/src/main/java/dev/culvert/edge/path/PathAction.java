package dev.culvert.edge.path;

import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import org.jspecify.annotations.Nullable;

/** What a {@link PathMachine} wants done, in order. */
public sealed interface PathAction {
    /** Send a ping with this id by this path, its plaintext filled up to so many bytes; 0 for not. */
    record Ping(Path path, long id, int paddedTo) implements PathAction {}

    /** Send something that only NATs look at: the path shall stay open. */
    record Refresh(Path path) implements PathAction {}

    /**
     * Data goes by this path from now on; null: by none.
     *
     * @param packetLimit bytes of the largest packet that it carries
     * @param mirror by which everything goes as well, for a moment; null for none
     */
    record Use(
            @Nullable Path path, int packetLimit, @Nullable Path mirror) implements PathAction {}

    /** Nothing goes by this port any more: it was opened for one path, and may be closed. */
    record Release(UdpPort port) implements PathAction {}

    /** Data is sent, and no path has answered for long: the peer may have lost its keys. */
    record Renew() implements PathAction {}
}
