package dev.culvert.edge.punch;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import org.jspecify.annotations.Nullable;

/** How often volleys are worth their packets: three at once, then one now and then. Conductor thread. */
final class VolleySchedule {
    private int begun;
    private long lastNs;
    private boolean useless;

    /** None can succeed while either end's UDP reaches supernodes only. */
    void consider(OwnNetwork network, @Nullable Offer its) {
        useless = network.isOnlySupernodeReached() || (its != null && its.onlySupernode());
    }

    /** Whether one may begin. */
    boolean mayBegin(long nowNs) {
        return !useless && (begun < Limits.VOLLEYS || nowNs - lastNs >= Timing.VOLLEY_SPACING_NS);
    }

    /** One begins. */
    void begin(long nowNs) {
        begun++;
        lastNs = nowNs;
    }

    /** Whether another one may follow at once. */
    boolean hasMore() {
        return !useless && begun < Limits.VOLLEYS;
    }

    /** Something has changed. */
    void reset() {
        begun = 0;
    }
}
