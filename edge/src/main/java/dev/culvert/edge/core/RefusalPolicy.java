package dev.culvert.edge.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.Optional;

/** What a refused registration means: another record at once, a later attempt, or the end. Conductor thread. */
final class RefusalPolicy {
    private final Membership own;
    private final CommunityListener listener;
    private long changedNs = Activity.NEVER;

    RefusalPolicy(Membership own, CommunityListener listener) {
        this.own = own;
        this.listener = listener;
    }

    /** Whether registering again at once has a chance. */
    boolean onRefused(SupernodeLink link, Refused refused, long nowNs) {
        return switch (refused.getReason()) {
            case REASON_STALE -> own.signAbove(refused) && isFirstOfLate(nowNs);
            case REASON_REPLACED -> {
                listener.onRejected("supernode " + link.place() + ": a newer start of this edge's key has registered."
                        + " If another edge shall run beside this one, give it a --state-dir of its own");
                yield false;
            }
            case REASON_ADDRESS_HELD -> onAddressHeld(link, refused, nowNs);
            case REASON_OTHER_PREFIX -> {
                if (own.isAutomatic()) {
                    yield withdraw(nowNs);
                }
                rejectNewcomer(link, refused, "configure another address with -a");
                yield false;
            }
            case REASON_INVALID_RECORD,
                    REASON_COMMUNITY_NOT_ALLOWED,
                    REASON_FULL,
                    REASON_NOT_REGISTERED,
                    REASON_NO_ADDRESS,
                    REASON_BAD_REQUEST,
                    REASON_UNSPECIFIED,
                    UNRECOGNIZED -> false;
        };
    }

    private boolean onAddressHeld(SupernodeLink link, Refused refused, long nowNs) {
        if (own.isAutomatic()) {
            return withdraw(nowNs);
        }
        String holder = ControlMessages.key(refused.getHolder())
                .map(key -> "the edge with key " + key + " holds it")
                .orElse("another edge holds it");
        rejectNewcomer(link, refused, holder + "; configure another address with -a, or stop that edge");
        return false;
    }

    /** An automatic address that cannot be had is given up for whichever is offered. */
    private boolean withdraw(long nowNs) {
        own.claim(Optional.empty());
        return isFirstOfLate(nowNs);
    }

    /** An edge that nobody has taken in yet ends, so that its user sees why; one that runs goes on trying. */
    private void rejectNewcomer(SupernodeLink link, Refused refused, String hint) {
        if (!own.everRegistered()) {
            String address = own.address().map(Object::toString).orElse("");
            listener.onRejected(
                    "supernode " + link.place() + " refuses " + address + ": " + refused.getWords() + "; " + hint);
        }
    }

    /** Not more than one a second: whatever the supernode answers, it is not asked in a loop. */
    private boolean isFirstOfLate(long nowNs) {
        boolean first = changedNs == Activity.NEVER || nowNs - changedNs >= Timing.ANNOUNCE_FIRST_NS;
        if (first) {
            changedNs = nowNs;
        }
        return first;
    }
}
