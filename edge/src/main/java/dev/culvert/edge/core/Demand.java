package dev.culvert.edge.core;

import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;

/** That packets for a member wait because no path may carry them: since when, and whether more come. Conductor thread. */
final class Demand {
    private long sinceNs = Activity.NEVER;
    private long lastNs = Activity.NEVER;

    /** A packet was put aside. */
    void onPacket(long nowNs) {
        sinceNs = sinceNs == Activity.NEVER ? nowNs : sinceNs;
        lastNs = nowNs;
    }

    /** When the last was, or {@link Activity#NEVER}. */
    long lastNs() {
        return lastNs;
    }

    /** Whether the first of those that wait has waited long enough. */
    boolean isOver(long nowNs) {
        return sinceNs != Activity.NEVER && nowNs - sinceNs >= Timing.PATH_WAIT_NS;
    }

    /** None wait any more. */
    void end() {
        sinceNs = Activity.NEVER;
    }
}
