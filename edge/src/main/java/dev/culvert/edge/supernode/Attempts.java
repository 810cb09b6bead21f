package dev.culvert.edge.supernode;

import dev.culvert.common.time.Timing;

/** When to try a refused or unanswered registration again: after 1, 2, 4, 8, 16, then each 32 s, for ever. */
final class Attempts {
    private long delayNs = Timing.ANNOUNCE_FIRST_NS;

    /** The next delay. */
    long nextNs() {
        long present = delayNs;
        delayNs = Math.min(2 * delayNs, Timing.ANNOUNCE_LAST_NS);
        return present;
    }

    void reset() {
        delayNs = Timing.ANNOUNCE_FIRST_NS;
    }
}
