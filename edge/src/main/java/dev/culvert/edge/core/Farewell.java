package dev.culvert.edge.core;

import dev.culvert.common.time.Timing;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;

/** How an edge leaves its community: what it says last, and how long it waits to be heard. Conductor thread. */
final class Farewell {
    private final Membership own;
    private final List<SupernodeLink> links;
    private final Members members;
    private final Connections connections;
    private boolean begun;
    private long begunNs;

    Farewell(Membership own, List<SupernodeLink> links, Members members, Connections connections) {
        this.own = own;
        this.links = links;
        this.members = members;
        this.connections = connections;
    }

    /**
     * Begins, once. Peers first, as long as the supernode still relays; the session keys of a peer that has none any more
     * are not made for this, since the supernode tells it. Who was replaced says nothing at all: whoever would hear it
     * would take it for the word of the newer start, which has the same key.
     */
    void begin(long nowNs) {
        if (begun) {
            return;
        }
        begun = true;
        begunNs = nowNs;
        if (own.isReplaced()) {
            return;
        }
        for (Member member : members.all()) {
            connections.sayGoodbye(member, nowNs);
            members.remove(member);
        }
        links.forEach(link -> link.stop(nowNs));
    }

    boolean isBegun() {
        return begun;
    }

    /** Whether nothing is worth waiting for any more. */
    boolean isOver(long nowNs) {
        return begun
                && (own.isReplaced()
                        || nowNs - begunNs >= Timing.FAREWELL_NS
                        || links.stream().noneMatch(SupernodeLink::isLeaving));
    }
}
