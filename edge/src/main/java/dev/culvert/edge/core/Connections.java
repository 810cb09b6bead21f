package dev.culvert.edge.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Goodbye;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Sessions and paths with the other edges. Conductor thread. */
final class Connections {
    private final PublicKey ownKey;
    private final Outbox outbox;
    private final SessionWork work;
    private final Counters<CounterId> counters;

    Connections(PublicKey ownKey, Outbox outbox, SessionWork work, Counters<CounterId> counters) {
        this.ownKey = ownKey;
        this.outbox = outbox;
        this.work = work;
        this.counters = counters;
    }

    /** There is a relay by this supernode, in place of the one before. */
    void relay(Member member, SupernodeLink link, int relayId, long nowNs) {
        apply(member, member.relay(link, relayId), nowNs);
    }

    /** The supernode's token or endpoint has changed. */
    void refresh(Member member, SupernodeLink link, long nowNs) {
        apply(member, member.refresh(link), nowNs);
    }

    /** There is no relay by this supernode any more. */
    void leave(Member member, SupernodeLink link, long nowNs) {
        apply(member, member.leave(link), nowNs);
    }

    /** Packets that waited for the introduction. */
    void stage(Member member, Collection<byte[]> packets) {
        packets.forEach(packet -> outbox.stage(member.peer(), packet));
    }

    /**
     * Makes a session where none is and one is of use: with who is new, or has packets waiting. The lower key begins, the
     * other soon after, since the first may not have heard of it yet.
     */
    void connect(Member member, long nowNs) {
        Peer peer = member.peer();
        if (Outbox.isSendable(peer, nowNs)) {
            outbox.flush(peer, nowNs);
            return;
        }
        boolean isNew = peer.session().handshakeDoneNs() == Activity.NEVER;
        if (isNew || !peer.staged().isEmpty()) {
            boolean first = ownKey.compareTo(peer.key()) < 0;
            member.connectAt(first ? nowNs : nowNs + Timing.SECOND_INITIATOR_NS);
            connectIfDue(member, nowNs);
        }
    }

    private void connectIfDue(Member member, long nowNs) {
        if (member.takeConnect(nowNs) && !Outbox.isSendable(member.peer(), nowNs)) {
            work.perform(Outbox.wanted(member.peer(), nowNs), nowNs);
        }
    }

    /** A handshake was not answered and is about to be repeated: by another path, unless pings judge those. */
    void onSilent(Member member, long nowNs) {
        Path next =
                Outbox.isSendable(member.peer(), nowNs) ? null : member.paths().useNext();
        if (next != null) {
            member.peer().usePath(next);
        }
    }

    /** The peer was started anew and has lost its keys. */
    void startOver(Member member, long nowNs) {
        work.perform(Outbox.renewed(member.peer(), nowNs), nowNs);
    }

    /** A ping, a pong or a message from another edge; true if it says that it leaves. */
    boolean onFrame(Member member, byte[] plaintext, Path source, long nowNs) {
        Frame frame = Frame.parse(plaintext, 0, plaintext.length).orElse(null);
        return switch (frame) {
            case null -> {
                counters.add(CounterId.DROP_BAD_CONTROL);
                yield false;
            }
            case Frame.Ping(long id) -> {
                outbox.send(member.peer(), source, new Frame.Pong(id), nowNs);
                yield false;
            }
            case Frame.Pong(long id) -> {
                member.paths().onPong(id, nowNs);
                yield false;
            }
            case Frame.Message(Control control) -> {
                if (!control.hasGoodbye()) {
                    counters.add(CounterId.CONTROL_UNKNOWN);
                }
                yield control.hasGoodbye();
            }
        };
    }

    /** The edge stops: the peer need not find out by itself. Sent once; the supernode tells it too. */
    void sayGoodbye(Member member, long nowNs) {
        Control goodbye = Control.newBuilder()
                .setId(1)
                .setGoodbye(Goodbye.getDefaultInstance())
                .build();
        outbox.send(member.peer(), goodbye, nowNs);
    }

    void onTick(Member member, long nowNs) {
        connectIfDue(member, nowNs);
        long lastDataSentNs = member.peer().session().activity().lastDataSentNs();
        apply(member, member.paths().onTick(lastDataSentNs, nowNs), nowNs);
    }

    private void apply(Member member, List<PathAction> actions, long nowNs) {
        for (PathAction action : actions) {
            switch (action) {
                case PathAction.Ping(Path path, long id) -> outbox.send(member.peer(), path, new Frame.Ping(id), nowNs);
                case PathAction.Use(Path path) -> {
                    member.peer().usePath(path);
                    List<SessionAction<Peer>> wanted = new ArrayList<>(1);
                    if (path != null) {
                        member.peer().session().onPathChanged(nowNs, wanted);
                    }
                    work.perform(wanted, nowNs);
                }
                case PathAction.Renew() -> startOver(member, nowNs);
            }
        }
    }
}
