package dev.culvert.edge.path;

import dev.culvert.common.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The pings of one path and their pongs: round-trip time and its variation as RFC 6298 section 2 smooths them, losses,
 * and for how long the path has been silent.
 */
final class PingLog {
    /**
     * A ping that was answered.
     *
     * @param size that it was padded to, 0 for none
     * @param sentNs when it was sent
     */
    record Answered(int size, long sentNs) {}

    private static final long NEVER = Long.MIN_VALUE;
    /** At one each 100 ms, those of the last 12.8 s. */
    private static final int REMEMBERED = 128;
    /** Whoever is not pinged for so long after a pong is not expected to be heard: twice the interval of a path in use. */
    private static final long RESTED_NS = 2 * Timing.PATH_PING_NS;
    /** The loss is that of so many. */
    private static final int COUNTED = 100;

    private final long[] ids = new long[REMEMBERED];
    private final long[] times = new long[REMEMBERED];
    private final int[] sizes = new int[REMEMBERED];
    private final boolean[] trial = new boolean[REMEMBERED];
    private final boolean[] answered = new boolean[REMEMBERED];
    private int pings;
    private long smoothedNs;
    private long variationNs;
    private long lastPingNs = NEVER;
    private long lastPongNs = NEVER;
    private long waitingSinceNs = NEVER; // the first ping after the last pong

    /** A ping that a path which works answers. */
    void pinged(long id, int size, long nowNs) {
        add(id, size, false, nowNs);
        lastPingNs = nowNs;
        if (waitingSinceNs == NEVER) {
            waitingSinceNs = nowNs;
        }
    }

    /** A ping on trial, of a path or of a size: that it is not answered is neither silence nor a loss. */
    void tried(long id, int size, long nowNs) {
        add(id, size, true, nowNs);
    }

    private void add(long id, int size, boolean onTrial, long nowNs) {
        int at = pings % REMEMBERED;
        ids[at] = id;
        times[at] = nowNs;
        sizes[at] = size;
        trial[at] = onTrial;
        answered[at] = false;
        pings++;
    }

    /** Takes a pong; null if it answers none of these pings, or one again. */
    @Nullable
    Answered ponged(long id, long nowNs) {
        for (int i = 0; i < Math.min(pings, REMEMBERED); i++) {
            if (ids[i] == id && !answered[i]) {
                answered[i] = true; // the same pong again says nothing new
                measure(nowNs - times[i]);
                lastPongNs = nowNs;
                waitingSinceNs = NEVER;
                return new Answered(sizes[i], times[i]);
            }
        }
        return null;
    }

    private void measure(long sampleNs) {
        if (smoothedNs == 0) {
            smoothedNs = Math.max(1, sampleNs);
            variationNs = sampleNs / 2;
        } else {
            variationNs = (3 * variationNs + Math.abs(smoothedNs - sampleNs)) / 4;
            smoothedNs = Math.max(1, (7 * smoothedNs + sampleNs) / 8);
        }
    }

    /** The smoothed round-trip time, or 0 before the first measurement. */
    long smoothedNs() {
        return smoothedNs;
    }

    /** The smoothed deviation from it. */
    long variationNs() {
        return variationNs;
    }

    /** When the last pong came, or {@link Long#MIN_VALUE}. */
    long lastPongNs() {
        return lastPongNs;
    }

    /** Whether the last ping is at least this old. */
    boolean isPingDue(long intervalNs, long nowNs) {
        return lastPingNs == NEVER || nowNs - lastPingNs >= intervalNs;
    }

    /** Nobody pings it for a while: what follows is no silence of the path. */
    void rest() {
        waitingSinceNs = NEVER;
    }

    /**
     * For how long it has been silent although it was pinged, once an answer is overdue: since the last pong, or after a rest
     * since the first ping and one round trip.
     */
    long silentNs(long nowNs) {
        if (waitingSinceNs == NEVER || nowNs - waitingSinceNs <= smoothedNs) {
            return 0;
        }
        boolean rested = lastPongNs == NEVER || waitingSinceNs - lastPongNs > RESTED_NS;
        return nowNs - (rested ? waitingSinceNs + smoothedNs : lastPongNs);
    }

    /** Whether a pong came in the last so many nanoseconds. */
    boolean answeredWithin(long ns, long nowNs) {
        return lastPongNs != NEVER && nowNs - lastPongNs < ns;
    }

    /** Of the last 100 pings whose time is over, how many were lost; those on trial do not count. */
    Loss loss(long nowNs) {
        int counted = 0;
        int lost = 0;
        for (int i = pings - 1; i >= 0 && pings - i <= REMEMBERED && counted < COUNTED; i--) {
            if (!trial[i % REMEMBERED] && isOver(i % REMEMBERED, nowNs)) {
                counted++;
                lost += answered[i % REMEMBERED] ? 0 : 1;
            }
        }
        return new Loss(lost, counted);
    }

    /**
     * Whether packets of a size that passed seem to vanish while small ones pass: the last so many pings of this size since
     * then were all lost, and a later small one was answered. Losses on trial are no such thing.
     */
    boolean isBlackHole(int size, int most, long sinceNs, long nowNs) {
        int lost = 0;
        boolean smallPassed = false;
        for (int i = pings - 1; i >= 0 && pings - i <= REMEMBERED; i--) {
            int at = i % REMEMBERED;
            if (times[at] - sinceNs < 0) {
                return false;
            }
            if (sizes[at] == 0) {
                smallPassed |= lost == 0 && answered[at];
            } else if (sizes[at] == size && answered[at]) {
                return false;
            } else if (sizes[at] == size && !trial[at] && isOver(at, nowNs) && ++lost == most) {
                return smallPassed;
            }
        }
        return false;
    }

    private boolean isOver(int at, long nowNs) {
        return answered[at] || nowNs - times[at] >= Math.max(Timing.PATH_DOUBT_NS, 4 * smoothedNs);
    }
}
