package dev.culvert.edge.path;

import dev.culvert.common.path.Path;
import org.jspecify.annotations.Nullable;

/**
 * Data went over to another path. Immutable.
 *
 * @param path the one from then on; null for none
 * @param roundTripNs smoothed; 0 where it was not measured yet
 * @param why in a few words
 */
public record PathChange(long timeNs, @Nullable Path path, long roundTripNs, String why) {
    /** The same where the path must not carry data: there is none from then on. */
    public PathChange toNone() {
        return new PathChange(timeNs, null, 0, why);
    }
}
