package dev.culvert.edge.punch;

import dev.culvert.common.time.Timing;

/** How often volleys are worth their packets: three at once, then one now and then. Conductor thread. */
final class VolleySchedule {
    private int begun;
    private long lastNs;

    /** Whether one may begin; it counts. */
    boolean begin(long nowNs) {
        boolean allowed = begun < Timing.VOLLEYS || nowNs - lastNs >= Timing.VOLLEY_SPACING_NS;
        if (allowed) {
            begun++;
            lastNs = nowNs;
        }
        return allowed;
    }

    /** Whether another one may follow at once. */
    boolean hasMore() {
        return begun < Timing.VOLLEYS;
    }

    /** Something has changed. */
    void reset() {
        begun = 0;
    }
}
