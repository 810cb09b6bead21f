package dev.culvert.common.control;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.time.Timing;

/** A message of ours that is not acknowledged: when it was sent, when it will be again. */
final class Outgoing {
    /** From the first sending to the doubt. */
    static final long DOUBT_NS = Timing.CONTROL_RESENDS_NS.getLast() + Timing.CONTROL_PATIENCE_NS;

    private final Control control;
    /** How many sendings, due at these times, are behind it: 0 before the first. */
    private int step;

    private long firstSentNs;
    private long lastSentNs;

    Outgoing(Control control) {
        this.control = control;
    }

    Control control() {
        return control;
    }

    boolean isSent() {
        return step > 0;
    }

    long firstSentNs() {
        return firstSentNs;
    }

    boolean isDue(long nowNs) {
        return step == 0 || (!isExhausted() && nowNs - firstSentNs >= Timing.CONTROL_RESENDS_NS.get(step - 1));
    }

    void sent(long nowNs) {
        if (step == 0) {
            firstSentNs = nowNs;
        }
        lastSentNs = nowNs;
        // Who looks late sends once, not once for each time that was missed.
        do {
            step++;
        } while (isDue(nowNs));
    }

    boolean isInDoubt(long nowNs) {
        return isExhausted() && nowNs - lastSentNs >= Timing.CONTROL_PATIENCE_NS;
    }

    /** How long until it is due or in doubt, at least 0. */
    long idleNs(long nowNs) {
        if (step == 0) {
            return 0;
        }
        long atNs = isExhausted()
                ? lastSentNs + Timing.CONTROL_PATIENCE_NS
                : firstSentNs + Timing.CONTROL_RESENDS_NS.get(step - 1);
        return Math.max(0, atNs - nowNs);
    }

    void restart() {
        step = 0;
    }

    private boolean isExhausted() {
        return step > Timing.CONTROL_RESENDS_NS.size();
    }
}
