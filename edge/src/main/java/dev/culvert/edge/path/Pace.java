package dev.culvert.edge.path;

import dev.culvert.common.time.Timing;
import org.jspecify.annotations.Nullable;

/** How often a path is pinged while data is sent. */
final class Pace {
    private Pace() {}

    /** Between pings of a path that may carry data, or did until it died; {@code active}: the one in use. */
    static long intervalNs(Way way, @Nullable Way active, long nowNs) {
        if (way.state() instanceof WayState.Dead(long _, int inARow)) {
            return inARow > 0 ? Timing.PATH_PING_NS : Timing.PATH_DEAD_PING_NS;
        }
        boolean inDoubt = active != null && isInDoubt(active, nowNs);
        if (way == active) {
            return inDoubt ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_PING_NS;
        }
        if (way.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            return Timing.PATH_DEAD_PING_NS;
        }
        // a spare, too, dies of many lost pings, not of one
        return inDoubt || isInDoubt(way, nowNs) ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_SPARE_PING_NS;
    }

    private static boolean isInDoubt(Way way, long nowNs) {
        return way.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS;
    }
}
