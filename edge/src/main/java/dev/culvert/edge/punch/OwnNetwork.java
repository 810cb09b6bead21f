package dev.culvert.edge.punch;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an edge knows of the network that it is in, and can ask of it. Conductor thread. */
public interface OwnNetwork {
    /** The edge's main port. */
    UdpPort port();

    /** What the NATs before it do, as far as that is known. */
    NatClass natClass();

    /** Where it may be reached by its main port, the best first. */
    List<Candidate> candidates();

    /** Whether an endpoint is outside the overlay, where paths may lead. */
    boolean isOutside(Endpoint endpoint);

    /** Whether UDP reaches supernodes, and nobody else who was asked. */
    boolean isOnlySupernodeReached();

    /** How many routers that translate addresses are before it; empty if that is not known. */
    Optional<Integer> depth();

    /**
     * The time to live of what passes our own NATs and not much more; further with each failure where their number is not
     * known.
     */
    default int openerTtl(int failures) {
        return depth().map(routers -> routers + 1)
                .orElse(Limits.OPENER_TTL + Math.min(failures, Limits.OPENER_TTL_MORE));
    }

    /**
     * Asks a server where packets of a port come from.
     *
     * @param ipv4 whether over IPv4, or over IPv6
     * @param server 0 or 1: two endpoints, so that a NAT may show two ports
     * @param then gets the answer, or nothing after a second or so
     */
    void askMapping(UdpPort from, boolean ipv4, int server, Consumer<Optional<Endpoint>> then, long nowNs);

    /** Gives up what was asked by a port, without an answer: before it is closed. */
    void forget(UdpPort port);
}
