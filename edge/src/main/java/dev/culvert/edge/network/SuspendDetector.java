package dev.culvert.edge.network;

import dev.culvert.common.time.Timing;

/**
 * Notices that the host has slept: CLOCK_BOOTTIME goes on meanwhile, CLOCK_MONOTONIC does not (clock_gettime(2)). One
 * thread.
 */
public final class SuspendDetector {
    private long aheadNs;

    /** Begins with these readings of both clocks, taken together. */
    public SuspendDetector(long bootNs, long monotonicNs) {
        aheadNs = bootNs - monotonicNs;
    }

    /** For how long the host slept since the readings before, in nanoseconds; 0 if not, or too shortly to matter. */
    public long onTick(long bootNs, long monotonicNs) {
        long sleptNs = bootNs - monotonicNs - aheadNs;
        aheadNs += sleptNs;
        return sleptNs > Timing.SUSPEND_NS ? sleptNs : 0;
    }
}
