package dev.culvert.edge.path;

import dev.culvert.common.time.Timing;

/**
 * How often the idle direct paths of one peer are kept open. It is never raised: what a NAT would bear cannot be told from
 * here without losing paths (docs/decisions/0015).
 */
final class Refresh {
    private final Keepalive wanted;
    private long intervalNs;

    Refresh(Keepalive wanted) {
        this.wanted = wanted;
        this.intervalNs = wanted.intervalNs();
    }

    long intervalNs() {
        return intervalNs;
    }

    /**
     * A path was given up for another one that answers. If it had been idle for an interval and never answered since it is used
     * again, a NAT has forgotten it; or the peer is elsewhere now, which costs a few packets more.
     */
    void onDeath(Way dead, long usedSinceNs) {
        if (wanted.adaptive() && dead.wasUnheardFor(intervalNs, usedSinceNs)) {
            intervalNs = Math.max(intervalNs / 2, Timing.PATH_REFRESH_LEAST_NS);
        }
    }

    /** This host is elsewhere now, perhaps: behind other NATs. */
    void reset() {
        intervalNs = wanted.intervalNs();
    }
}
