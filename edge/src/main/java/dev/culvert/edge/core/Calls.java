package dev.culvert.edge.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;

/**
 * Members that no supernode relays to. Nothing can be said to them before there is a path, so the handshake itself goes
 * straight to where the supernode sees them. Both ends are introduced at the same time: each sends an opener at once, and
 * its initiation when the other's opener must be out, the lower key first.
 *
 * <pre>
 *  Introduce ─► opener ── a round trip to the supernode, 250 ms ──► initiation, repeated ──► a path, or asked for again
 * </pre>
 *
 * That meets edges whose NATs show the supernode the port that they show everybody; others take what is said inside a
 * session. Conductor thread.
 */
final class Calls {
    private final CommunityContext context;
    private final Whereabouts network;
    private final List<SupernodeLink> links;
    private final Outbox outbox;
    private final PathUse use;

    Calls(CommunityContext context, Whereabouts network, List<SupernodeLink> links, Outbox outbox, PathUse use) {
        this.context = context;
        this.network = network;
        this.links = links;
        this.outbox = outbox;
        this.use = use;
    }

    /** The member was introduced with a relay, which does all. */
    void onRelay(Member member) {
        member.call().end();
        use.signal(member);
    }

    /**
     * The member was introduced without a relay, and has none.
     *
     * @param roundTripNs to the supernode, which has told the other at the same time
     */
    void onRefused(Member member, Endpoint observed, long roundTripNs, long nowNs) {
        member.call().refuse();
        boolean works = member.paths().isDirect() && !member.peer().session().isHandshaking();
        if (works || !context.paths().mode().isDirectWanted() || !network.isOutside(observed)) {
            return;
        }
        Peer peer = member.peer();
        peer.session().cancel(); // an initiation before the other has opened would spoil its port
        member.call().begin(observed, nowNs);
        use.signal(member);
        Path path = Path.direct(context.paths().port(), observed, null);
        outbox.sendIndication(path, network.openerTtl(member.call().failures()), context.random());
        boolean first = context.ownKey().compareTo(peer.key()) < 0;
        member.connectAt(nowNs + roundTripNs + Timing.CALL_HEAD_START_NS + (first ? 0 : Timing.SECOND_INITIATOR_NS));
    }

    /** The supernode sees the member elsewhere, or it was started anew. */
    void onObserved(Member member, Endpoint observed, long nowNs) {
        if (member.call().isRefused()) {
            long roundTripNs =
                    links.stream().mapToLong(Calls::roundTripNs).max().orElse(Timing.CALL_ROUND_TRIP_NS);
            onRefused(member, observed, roundTripNs, nowNs);
        }
    }

    static long roundTripNs(SupernodeLink link) {
        return link.rttNs().orElse(Timing.CALL_ROUND_TRIP_NS);
    }

    /** An initiation of ours was answered from there, straight: a path, with a session. */
    List<PathAction> onAnswered(Member member, Path source, long nowNs) {
        if (!member.call().isRefused()) {
            return List.of(); // by a path that is known
        }
        member.call().answered(source);
        use.signal(member);
        return member.paths().onProbeAnswered(source, member.punch().kindOf(source.remote()), nowNs);
    }

    /** What is known of where the member is, is out of date. */
    void forget(Member member) {
        member.call().stop();
        use.signal(member);
    }

    /** A handshake was given up; true if it was one that goes straight, and will be tried again in its time. */
    boolean onGaveUp(Member member, long nowNs) {
        if (!member.call().isRefused()) {
            return false;
        }
        member.call().failed(nowNs);
        use.signal(member);
        return true;
    }

    /** The member's path does not answer. */
    void onSilence(Member member, long nowNs) {
        if (member.call().isDue(nowNs)) {
            ask(member, nowNs);
        }
    }

    /** Who is wanted, and cannot be reached, is asked for again. */
    void onTick(Member member, long nowNs) {
        boolean trying = member.isConnecting() || member.peer().session().isHandshaking();
        if (member.call().isDue(nowNs) && !trying && !member.paths().isDirect() && member.isInUse(nowNs)) {
            ask(member, nowNs);
        }
    }

    private void ask(Member member, long nowNs) {
        if (!context.paths().mode().isDirectWanted()) {
            return; // it could not be called
        }
        member.call().askedAt(nowNs);
        PublicKey key = member.peer().key();
        links.forEach(link -> Introductions.ask(link, key, nowNs));
    }
}
