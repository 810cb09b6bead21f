package dev.culvert.edge.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Goodbye;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
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
    private final CommunityContext context;
    private final Punching punching;
    private final PathUse use;
    private final Calls calls;

    Connections(
            CommunityContext context, Outbox outbox, SessionWork work, Punching punching, PathUse use, Calls calls) {
        this.ownKey = context.ownKey();
        this.outbox = outbox;
        this.work = work;
        this.context = context;
        this.punching = punching;
        this.use = use;
        this.calls = calls;
    }

    /** There is a relay by this supernode, in place of the one before. */
    void relay(Member member, SupernodeLink link, int relayId, long nowNs) {
        apply(member, member.relay(link, relayId, nowNs), nowNs);
    }

    /** The supernode's token or endpoint has changed. */
    void refresh(Member member, SupernodeLink link, long nowNs) {
        apply(member, member.refresh(link, nowNs), nowNs);
    }

    /** There is no relay by this supernode any more. */
    void leave(Member member, SupernodeLink link, long nowNs) {
        apply(member, member.leave(link, nowNs), nowNs);
    }

    /** Packets that waited for the introduction. */
    void stage(Member member, Collection<byte[]> packets, long nowNs) {
        for (byte[] packet : packets) {
            outbox.stage(member.peer(), packet);
            member.demand().onPacket(nowNs);
        }
    }

    /**
     * Makes a session where none is and one is of use: with who is new, or has packets waiting. The lower key begins, the
     * other soon after, since the first may not have heard of it yet.
     */
    void connect(Member member, long nowNs) {
        Peer peer = member.peer();
        if (Outbox.hasKeys(peer, nowNs)) {
            if (Outbox.isSendable(peer, nowNs)) {
                outbox.flush(peer, nowNs);
            }
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
        if (member.takeConnect(nowNs) && !Outbox.hasKeys(member.peer(), nowNs)) {
            work.perform(Outbox.wanted(member.peer(), nowNs), nowNs);
        }
    }

    /** A handshake was not answered and is about to be repeated: by another path, unless pings judge those. */
    void onSilent(Member member, long nowNs) {
        if (!Outbox.hasKeys(member.peer(), nowNs)) {
            for (PathAction action : member.paths().useNext(nowNs)) {
                if (action instanceof PathAction.Use next) {
                    use.use(member, next, nowNs); // and the repeated initiation, no other, goes by it
                }
            }
        }
    }

    /** The peer was started anew: it has lost its keys, and is likely to use another port. */
    void restarted(Member member, long nowNs) {
        member.punch().restart(nowNs);
        member.exchange().clear(); // its former self was meant
        calls.forget(member);
        apply(member, member.paths().forgetDirect("the peer was started anew", nowNs), nowNs);
        renew(member, nowNs);
        punching.reset(member, nowNs); // the session may be its new self's: then no other follows
    }

    /** No path brought an answer to a handshake. */
    void onGaveUp(Member member, long nowNs) {
        apply(member, member.paths().forgetDirect("the peer does not answer", nowNs), nowNs);
    }

    /** An initiation of ours was answered straight from there. */
    void onAnswered(Member member, Path source, long nowNs) {
        apply(member, calls.onAnswered(member, source, nowNs), nowNs);
    }

    /** This host is elsewhere now, perhaps. */
    void onNetworkChange(Member member, long nowNs) {
        onMoved(member, nowNs);
        punching.reset(member, nowNs);
    }

    /**
     * This edge has another endpoint outside. Where nobody relays, a path that is not known to work is left: what goes by it
     * may keep the peer's port closed to us, and it is called anew.
     */
    void onSeenElsewhere(Member member, long nowNs) {
        boolean working = member.isInUse(nowNs) && !member.peer().session().isHandshaking();
        if (member.call().isRefused() && !working) {
            calls.forget(member);
            apply(member, member.paths().forgetDirect("this edge is seen elsewhere", nowNs), nowNs);
        }
    }

    /** Its packets, or ours, may come from elsewhere now: no path is to blame for what follows. */
    void onMoved(Member member, long nowNs) {
        apply(member, member.paths().probeAll(nowNs), nowNs);
    }

    /** A path's first link does not take packets of so many bytes. */
    void onTooBig(Member member, Path path, int bytes, long nowNs) {
        context.counters().add(CounterId.PATHS_TOO_NARROW);
        apply(member, member.paths().onTooBig(path, bytes, nowNs), nowNs);
    }

    /**
     * A handshake without a supernode was done by this path, whoever has recalled whom.
     *
     * @param limit bytes of the largest packet that it carried before
     */
    void recalled(Member member, Path source, int limit, long nowNs) {
        apply(member, punching.onRecalled(member, source, nowNs), nowNs);
        if (limit < context.paths().mtu()) {
            apply(member, member.paths().onTooBig(source, limit + 1, nowNs), nowNs);
        }
    }

    /** The peer may have lost its keys: others may help. Nothing that works is given up for it. */
    void renew(Member member, long nowNs) {
        work.perform(Outbox.renewed(member.peer(), nowNs), nowNs);
    }

    /** A ping, a pong or a message from another edge; true if it says that it leaves. */
    boolean onFrame(Member member, byte[] plaintext, Path source, long nowNs) {
        Frame frame = Frame.parse(plaintext, 0, plaintext.length).orElse(null);
        return switch (frame) {
            case null -> {
                context.counters().add(CounterId.DROP_BAD_CONTROL);
                yield false;
            }
            case Frame.Ping _
            when !source.isRelayed() && !context.paths().mode().isDirectWanted() -> {
                context.counters().add(CounterId.DROP_DIRECT_REFUSED);
                yield false;
            }
            case Frame.Ping(long id) -> {
                outbox.send(member.peer(), source, new Frame.Pong(id), nowNs);
                apply(member, punching.onPing(member, source, nowNs), nowNs);
                yield false;
            }
            case Frame.Pong(long id) -> {
                apply(member, punching.onPong(member, id, source, nowNs), nowNs);
                yield false;
            }
            case Frame.Message(Control control) -> punching.onMessage(member, control, nowNs);
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
        Activity activity = member.peer().session().activity();
        long wantedNs = Math.max(activity.lastDataSentNs(), member.demand().lastNs());
        apply(member, member.paths().onTick(wantedNs, activity.lastDataReceivedNs(), nowNs), nowNs);
        use.onTick(member, nowNs);
        calls.onTick(member, nowNs);
        punching.onTick(member, nowNs);
        member.ticked(nowNs);
    }

    private void apply(Member member, List<PathAction> actions, long nowNs) {
        member.peer().tally(member.paths().tallies());
        for (PathAction action : actions) {
            switch (action) {
                case PathAction.Ping(Path path, long id, int paddedTo) ->
                    outbox.send(member.peer(), path, new Frame.Ping(id), paddedTo, nowNs);
                case PathAction.Refresh(Path path) ->
                    outbox.sendIndication(path, UdpPort.DEFAULT_TTL, context.random());
                case PathAction.Release(UdpPort port) -> member.ports().onUnused(port);
                case PathAction.Use chosen -> {
                    if (use.use(member, chosen, nowNs) && chosen.path() != null) {
                        List<SessionAction<Peer>> wanted = new ArrayList<>(1);
                        member.peer().session().onPathChanged(nowNs, wanted);
                        work.perform(wanted, nowNs);
                    }
                }
                case PathAction.Renew() -> {
                    calls.onSilence(member, nowNs);
                    if (!member.isConnecting()) {
                        renew(member, nowNs);
                    }
                }
            }
        }
    }
}
