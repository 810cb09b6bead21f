package dev.culvert.edge.supernode;

import dev.culvert.common.time.Timing;

/** When to try a refused or unanswered registration again: after 1, 2, 4, 8, 16, then each 32 s, for ever. */
final class Attempts {
    private long delayNs = Timing.ANNOUNCE_FIRST_NS;
    private long dueNs;

    /** The next attempt follows the schedule. */
    void later(long nowNs) {
        dueNs = nowNs + delayNs;
        delayNs = Math.min(2 * delayNs, Timing.ANNOUNCE_LAST_NS);
    }

    /** The next attempt is due after this delay. */
    void after(long ns, long nowNs) {
        dueNs = nowNs + ns;
    }

    /** The next attempt is due after this delay, or before. */
    void within(long ns, long nowNs) {
        if (dueNs - nowNs > ns) {
            dueNs = nowNs + ns;
        }
    }

    boolean isDue(long nowNs) {
        return nowNs - dueNs >= 0;
    }

    /** The schedule begins anew. */
    void reset() {
        delayNs = Timing.ANNOUNCE_FIRST_NS;
    }
}
