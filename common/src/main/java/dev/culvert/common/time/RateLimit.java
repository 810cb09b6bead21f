package dev.culvert.common.time;

import java.util.concurrent.TimeUnit;

/** So many a second, in bursts of at most as many: a token bucket, full at first. Belongs to one thread. */
public final class RateLimit {
    private final long eventNs;
    private final long fullNs;
    private long creditNs;
    private long updatedNs;

    /**
     * A limit.
     *
     * @param perSecond 1 to 10^9
     */
    public RateLimit(int perSecond) {
        this(perSecond, perSecond);
    }

    /**
     * A limit with bursts of another size.
     *
     * @param burst how many at once, 1 or more
     */
    public RateLimit(int perSecond, int burst) {
        this.eventNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.fullNs = eventNs * burst;
        this.creditNs = fullNs;
        this.updatedNs = Long.MIN_VALUE;
    }

    /** Takes one; false if there is none left. */
    public boolean allows(long nowNs) {
        return allows(1, 0, nowNs);
    }

    /**
     * Takes several, all or none.
     *
     * @param events how many; with {@code left} at most a burst
     * @param left so many must be left for others
     * @return false if there are not so many
     */
    public boolean allows(int events, int left, long nowNs) {
        if (updatedNs != Long.MIN_VALUE) {
            creditNs = Math.min(fullNs, creditNs + (nowNs - updatedNs));
        }
        updatedNs = nowNs;
        if (creditNs < eventNs * (events + left)) {
            return false;
        }
        creditNs -= eventNs * events;
        return true;
    }
}
