package dev.culvert.edge.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a refused registration means: another record at once, a later attempt, or the end. Conductor thread. */
final class RefusalPolicy {
    /** How status begins where the address is another edge's. */
    private static final String TAKEN = "address-taken: ";

    private final Membership own;
    private final PublicKey ownKey;
    private final List<SupernodeLink> links;
    private final CommunityListener listener;
    private long changedNs = Activity.NEVER;

    RefusalPolicy(Membership own, PublicKey ownKey, List<SupernodeLink> links, CommunityListener listener) {
        this.own = own;
        this.ownKey = ownKey;
        this.links = links;
        this.listener = listener;
    }

    Consequence onRefused(SupernodeLink link, Refused refused, long nowNs) {
        Consequence later = new Consequence.Later(refused.getWords());
        return switch (refused.getReason()) {
            case REASON_STALE -> isFirstOfLate(nowNs) && own.signAbove(refused) ? new Consequence.Again() : later;
            case REASON_REPLACED -> {
                own.onReplaced();
                listener.onReplaced("supernode " + link.place() + ": a newer start of this edge's key has registered."
                        + " If another edge shall run beside this one, give it a --state-dir of its own");
                yield later;
            }
            case REASON_ADDRESS_HELD -> onAddressHeld(link, refused, nowNs);
            case REASON_OTHER_PREFIX -> {
                if (own.isAutomatic()) {
                    yield nextSlot(link, later, nowNs);
                }
                rejectNewcomer(link, refused, "configure another address with -a");
                yield later;
            }
            case REASON_INVALID_RECORD,
                    REASON_COMMUNITY_NOT_ALLOWED,
                    REASON_FULL,
                    REASON_NOT_REGISTERED,
                    REASON_NO_ADDRESS,
                    REASON_BAD_REQUEST,
                    REASON_UNSPECIFIED,
                    UNRECOGNIZED -> later;
        };
    }

    /**
     * Of two keys that have one address, each at another supernode, the one that has had it longer keeps it; the other
     * withdraws everywhere, and an automatic one takes its next slot.
     */
    private Consequence onAddressHeld(SupernodeLink link, Refused refused, long nowNs) {
        Consequence seldom = new Consequence.Seldom(TAKEN + refused.getWords());
        boolean elsewhere = links.stream().anyMatch(other -> other != link && isRegistered(other));
        if (elsewhere && isHeldLonger(link, refused, nowNs)) {
            return seldom;
        }
        if (own.isAutomatic()) {
            return nextSlot(link, new Consequence.Later(TAKEN + refused.getWords()), nowNs);
        }
        String holder = ControlMessages.key(refused.getHolder())
                .map(key -> "the edge with key " + key + " holds it")
                .orElse("another edge holds it");
        rejectNewcomer(link, refused, holder + "; configure another address with -a, or stop that edge");
        if (elsewhere) {
            own.concede(link);
        }
        return seldom;
    }

    private boolean isHeldLonger(SupernodeLink refusing, Refused refused, long nowNs) {
        long ownSeconds = links.stream()
                .filter(link -> link != refusing && isRegistered(link))
                .mapToLong(link -> TimeUnit.NANOSECONDS.toSeconds(link.heldNs(nowNs)))
                .max()
                .orElse(0);
        long difference = ownSeconds - Integer.toUnsignedLong(refused.getHeldForSeconds());
        if (Math.abs(difference) <= Timing.CLAIM_TIE_SECONDS) {
            return ControlMessages.key(refused.getHolder())
                    .filter(holder -> ownKey.compareTo(holder) > 0)
                    .isEmpty();
        }
        return difference > 0;
    }

    private static boolean isRegistered(SupernodeLink link) {
        return link.state() == SupernodeState.REGISTERED;
    }

    /** An automatic address that cannot be had is given up for whichever is offered there. */
    private Consequence nextSlot(SupernodeLink link, Consequence later, long nowNs) {
        if (!isFirstOfLate(nowNs)) {
            return later;
        }
        own.claim(Optional.empty());
        own.concede(link);
        return new Consequence.Again();
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
