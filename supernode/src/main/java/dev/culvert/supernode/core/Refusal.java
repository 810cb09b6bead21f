package dev.culvert.supernode.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.ip.IpPrefix;
import java.util.concurrent.TimeUnit;

/** Answers that refuse: a reason for the program, words for its user. */
final class Refusal {
    private Refusal() {}

    static Control.Builder of(Reason reason, String words) {
        return Control.newBuilder().setRefused(plain(reason, words));
    }

    static Control.Builder stale(long held) {
        return Control.newBuilder()
                .setRefused(
                        plain(Reason.REASON_STALE, "a record with sequence " + held + " is known: sign one above it")
                                .setSequenceHeld(held));
    }

    static Control.Builder held(Claim claim, long nowNs) {
        long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(claim.heldForNs(nowNs) + 999_999_999));
        String presence = claim.owner().isPresent() ? "present" : "absent";
        return Control.newBuilder()
                .setRefused(plain(
                                Reason.REASON_ADDRESS_HELD,
                                "%s belongs to %s, which is %s, for %d s at least: choose another address"
                                        .formatted(claim.address().address(), claim.owner().key, presence, seconds))
                        .setHolder(ControlMessages.bytes(claim.owner().key))
                        .setSeconds((int) seconds)
                        .setHeldForSeconds((int) TimeUnit.NANOSECONDS.toSeconds(claim.ageNs(nowNs))));
    }

    static Control.Builder otherPrefix(IpPrefix prefix) {
        return Control.newBuilder()
                .setRefused(plain(
                                Reason.REASON_OTHER_PREFIX,
                                "the community's network is " + prefix + ": choose an address in it, and its length")
                        .setPrefix(ControlMessages.prefix(prefix)));
    }

    private static Refused.Builder plain(Reason reason, String words) {
        return Refused.newBuilder().setReason(reason).setWords(words);
    }
}
