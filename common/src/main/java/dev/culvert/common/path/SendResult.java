package dev.culvert.common.path;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;

/** What became of a datagram handed to the kernel. */
public enum SendResult {
    SENT,
    /** The send buffer stayed full for the short time that a sender may wait. */
    FULL,
    /** Larger than the path takes unfragmented (EMSGSIZE). */
    TOO_BIG,
    /** No route, network down, or a firewall's refusal. */
    FAILED;

    /** Counts the loss of the datagram, if it was not sent; true if it was. Any thread. */
    public boolean countLoss(Counters<CounterId> counters) {
        switch (this) {
            case SENT -> {}
            case FULL -> counters.add(CounterId.DROP_SEND_FULL);
            case TOO_BIG -> counters.add(CounterId.DROP_SEND_TOO_BIG);
            case FAILED -> counters.add(CounterId.DROP_SEND_FAILED);
        }
        return this == SENT;
    }
}
