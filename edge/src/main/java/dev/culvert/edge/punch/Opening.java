package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import java.util.List;

/**
 * How an edge opens its own NATs towards a peer, before it says so. The first packet to an endpoint is always an opener: it
 * dies before it reaches the peer's NAT, where Linux would take it for the beginning of somebody else's flow and give the
 * peer's own packets another port.
 */
sealed interface Opening permits SimultaneousOpen, SequentialOpening, ManyPorts, AimedOpening {
    /** Does what is due. */
    void onTick(List<PunchAction> actions, long nowNs);

    /** Whether the peer may be told: what is not open yet does no harm if it is pinged. */
    boolean isReady();

    /** The peer has opened, too: pings that are this opening's own may go, with these ids. */
    default void ping(ProbeIds ids) {}

    /** Whether it takes many packets, so that it may not be repeated for ever. */
    default boolean isVolley() {
        return false;
    }

    /** How long pings of either end may be under way. */
    default long patienceNs() {
        return 0;
    }

    /** Its name, for status. */
    String strategy();

    /** What the peer is told: where to ping. */
    PunchPlan.Builder plan();

    /** An opener from a port. */
    static PunchAction.Open opener(UdpPort from, Endpoint to, int ttl) {
        return new PunchAction.Open(Path.direct(from, to, null), ttl);
    }
}
