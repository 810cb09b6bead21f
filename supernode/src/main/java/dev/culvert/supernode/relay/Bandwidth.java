package dev.culvert.supernode.relay;

import java.util.concurrent.TimeUnit;

/** A token bucket of bits. Belongs to one thread. */
public final class Bandwidth {
    private static final double NS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final double perNs;
    private final double most;
    private double credit;
    private long updatedNs;
    private boolean used;

    /**
     * A full bucket.
     *
     * @param perSecond bits that flow in, and that it holds: a burst shall not be cut where the mean is kept
     */
    public Bandwidth(long perSecond) {
        this.perNs = perSecond / NS_A_SECOND;
        this.most = perSecond;
        this.credit = perSecond;
    }

    /** Takes so much out; false, and nothing is taken, if there is less. */
    boolean take(long amount, long nowNs) {
        if (used) {
            credit = Math.min(most, credit + (nowNs - updatedNs) * perNs);
        }
        used = true;
        updatedNs = nowNs;
        if (credit < amount) {
            return false;
        }
        credit -= amount;
        return true;
    }
}
