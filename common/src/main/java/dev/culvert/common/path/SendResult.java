package dev.culvert.common.path;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;

/** What became of a datagram handed to the kernel, or of several. */
public enum SendResult {
    SENT,
    /** The send buffer stayed full for the short time that a sender may wait. */
    FULL,
    /** Larger than the path takes unfragmented (EMSGSIZE). */
    TOO_BIG,
    /** No route, network down, or a firewall's refusal. */
    FAILED,
    /** Of several only: they cannot leave together. None was sent; one at a time they may pass. */
    NOT_DIVIDED;

    /** Counts the loss of a datagram, if it was not sent; true if it was. Any thread. */
    public boolean countLoss(Counters<CounterId> counters) {
        switch (this) {
            case SENT -> {}
            case FULL -> counters.add(CounterId.DROP_SEND_FULL);
            case TOO_BIG -> counters.add(CounterId.DROP_SEND_TOO_BIG);
            case FAILED, NOT_DIVIDED -> counters.add(CounterId.DROP_SEND_FAILED);
        }
        return this == SENT;
    }
}
