package dev.culvert.edge.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.HintCheck;
import dev.culvert.edge.supernode.SupernodeLink;

/** What comes in that is neither packet nor handshake, and whom of the community it concerns. Conductor thread. */
final class Arrivals {
    private final CommunityContext context;
    private final Outbox outbox;
    private final Links links;
    private final Members members;
    private final Introductions introductions;
    private final Connections connections;
    private final SourceLimiter hintLimits = new SourceLimiter(Limits.HINTS_PER_SOURCE, Limits.HINTS_PER_SOURCE);

    Arrivals(
            CommunityContext context,
            Outbox outbox,
            Links links,
            Members members,
            Introductions introductions,
            Connections connections) {
        this.context = context;
        this.outbox = outbox;
        this.links = links;
        this.members = members;
        this.introductions = introductions;
        this.connections = connections;
    }

    /** Something that is not authentic: a supernode's answer outside the session, or a HINT. */
    void onUnsealed(byte[] message, Path source, long nowNs) {
        SupernodeLink link = links.at(source.remote());
        RelayLeg leg = source.relay();
        if (link == null) {
            context.counters().add(CounterId.DROP_STRAY_REPLY);
            return;
        }
        switch (MessageKind.of(message, 0, message.length)) {
            case HELLO_REPLY -> link.onHelloReply(message, nowNs);
            case KEEP_REPLY -> link.onKeepReply(message, nowNs);
            case HINT -> {
                if (leg == null) {
                    link.onHint(message, nowNs);
                } else {
                    onPeersHint(message, link, leg.id(), nowNs);
                }
            }
            case INITIATION, RESPONSE, COOKIE_REPLY, DATA, STUN, HELLO, KEEP, RELAY, UNKNOWN ->
                context.counters().add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    private void onPeersHint(byte[] message, SupernodeLink link, int relayId, long nowNs) {
        for (Member member : members.all()) {
            if (member.isRelayedBy(link, relayId)
                    && HintCheck.namesKeys(message, member.peer().session().current())) {
                members.wakefulness().wake(member);
                connections.renew(member, nowNs);
                return;
            }
        }
        context.counters().add(CounterId.DROP_STRAY_HINT);
    }

    /** Somebody uses keys that we do not have: says so to another edge; a supernode finds out by itself. */
    void onUnknownIndex(byte[] header, Path source, long nowNs) {
        if (source.isRelayed() && hintLimits.allows(HandshakeSource.of(source), nowNs)) {
            context.counters().add(CounterId.HINTS_SENT);
            outbox.send(source, CulvertLayout.hint(header, 0));
        }
    }

    /** A plaintext that is no packet. */
    void onControl(Peer peer, byte[] plaintext, Path source, long nowNs) {
        SupernodeLink link = links.of(peer);
        Member member = members.find(peer);
        if (link != null) {
            Frame.parse(plaintext, 0, plaintext.length)
                    .ifPresentOrElse(
                            frame -> onSupernodesFrame(link, frame, nowNs),
                            () -> context.counters().add(CounterId.DROP_BAD_CONTROL));
        } else if (member != null && connections.onFrame(member, plaintext, source, nowNs)) {
            members.remove(member);
        }
    }

    private void onSupernodesFrame(SupernodeLink link, Frame frame, long nowNs) {
        if (frame instanceof Frame.Message(Control control)) {
            link.onControl(control, nowNs);
        } else {
            context.counters().add(CounterId.DROP_BAD_CONTROL);
        }
    }

    /** A packet of a peer whose addresses were not known when it came. */
    void onEarly(Peer peer, byte[] packet) {
        Member member = members.find(peer);
        if (member == null) {
            context.counters().add(CounterId.DROP_EARLY);
        } else {
            introductions.onEarly(member, packet);
        }
    }
}
