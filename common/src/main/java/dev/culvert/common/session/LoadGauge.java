package dev.culvert.common.session;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;

/** Whether more handshakes arrive than are answered, by the queue's length; held for a while. Conductor thread. */
final class LoadGauge {
    private long lastLongQueueNs = Activity.NEVER;

    /**
     * Notes the queue and judges.
     *
     * @param waiting handshake messages that wait behind this one
     */
    boolean isUnderLoad(int waiting, long nowNs) {
        if (waiting >= Limits.UNDER_LOAD_QUEUE) {
            lastLongQueueNs = nowNs;
        }
        return lastLongQueueNs != Activity.NEVER && nowNs - lastLongQueueNs < Timing.LOAD_HOLD_NS;
    }
}
