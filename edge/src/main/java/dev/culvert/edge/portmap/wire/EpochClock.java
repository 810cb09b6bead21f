package dev.culvert.edge.portmap.wire;

import java.util.concurrent.TimeUnit;

/**
 * Tells by a server's "seconds since start of epoch" whether it has lost its mappings since it was heard last. Any
 * thread, as what it is asked in turn.
 */
public final class EpochClock {
    private static final long UNKNOWN = -1;

    private final boolean pcp;
    private long lastEpochSeconds = UNKNOWN;
    private long lastHeardNs;

    private EpochClock(boolean pcp) {
        this.pcp = pcp;
    }

    /** By the rule of RFC 6887 section 8.5. */
    public static EpochClock ofPcp() {
        return new EpochClock(true);
    }

    /** By the rule of RFC 6886 section 3.6. */
    public static EpochClock ofNatPmp() {
        return new EpochClock(false);
    }

    /** Whether the server has been heard before. */
    public synchronized boolean isKnown() {
        return lastEpochSeconds != UNKNOWN;
    }

    /** Notes what the server says now; true if it has started anew since it was heard last. */
    public synchronized boolean isRestart(long epochSeconds, long nowNs) {
        long elapsed = TimeUnit.NANOSECONDS.toSeconds(nowNs - lastHeardNs);
        boolean restart = lastEpochSeconds != UNKNOWN
                && (pcp ? isPcpRestart(epochSeconds, elapsed) : isNatPmpRestart(epochSeconds, elapsed));
        lastEpochSeconds = epochSeconds;
        lastHeardNs = nowNs;
        return restart;
    }

    /** A server may be a second behind itself, and its clock may run up to a sixteenth faster or slower than ours. */
    private boolean isPcpRestart(long epochSeconds, long elapsed) {
        long passed = epochSeconds - lastEpochSeconds;
        return passed < -1 || elapsed + 2 < passed - passed / 16 || passed + 2 < elapsed - elapsed / 16;
    }

    /** Its clock may run an eighth slower than ours; there is no limit on how much faster. */
    private boolean isNatPmpRestart(long epochSeconds, long elapsed) {
        return epochSeconds + 2 < lastEpochSeconds + elapsed * 7 / 8;
    }
}
