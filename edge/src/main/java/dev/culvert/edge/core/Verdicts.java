package dev.culvert.edge.core;

import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;

/** Why a member is on the path that it is on. */
final class Verdicts {
    private Verdicts() {}

    /** {@code recalled}: whether it is looked for without a supernode. */
    static Verdict of(Member member, List<SupernodeLink> links, Whereabouts whereabouts, boolean recalled, long nowNs) {
        if (member.paths().isDirect()) {
            return Verdict.DIRECT;
        }
        if (member.paths().active() == null && recalled) {
            return Verdict.REMEMBERED;
        }
        if (member.paths().active() == null && member.call().isRefused()) {
            return member.call().isYoung(nowNs) ? Verdict.PROBING : Verdict.RELAY_REFUSED;
        }
        if (member.paths().active() == null) {
            boolean refused =
                    links.stream().anyMatch(link -> link.state() == SupernodeState.REGISTERED && !link.relays());
            return refused ? Verdict.RELAY_REFUSED : Verdict.NO_COMMON_SUPERNODE;
        }
        return member.punch().verdict(whereabouts.isOnlySupernodeReached());
    }
}
