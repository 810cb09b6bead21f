package dev.culvert.supernode.core;

import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.time.Timing;

/**
 * An overlay address that belongs to a key. Immutable.
 *
 * @param address with the overlay's prefix length
 * @param automatic whether it was offered, and not asked for by number
 * @param sinceNs since when it has been the owner's
 */
record Claim(IpPrefix address, Member owner, boolean automatic, long sinceNs) {
    /** For how long another key will still be refused it; 0 or less if it is to be had. */
    long heldForNs(long nowNs) {
        if (owner.isPresent()) {
            return Timing.PRESENCE_NS;
        }
        return (automatic ? Timing.AUTOMATIC_CLAIM_NS : Timing.PRESENCE_NS) - (nowNs - owner.heardNs);
    }

    /** For how long it has been the owner's. */
    long ageNs(long nowNs) {
        return nowNs - sinceNs;
    }

    boolean isHeld(long nowNs) {
        return heldForNs(nowNs) > 0;
    }
}
