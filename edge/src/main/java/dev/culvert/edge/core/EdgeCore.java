package dev.culvert.edge.core;

import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.loop.Core;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.Sessions;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conductor's part of an edge: takes what the data path leaves to it and the tick, gives peers their keys, and sends
 * handshakes. What concerns supernodes and other edges is {@link Community}'s. Conductor thread.
 *
 * <p>A stock peer moves to wherever an authentic packet of it comes from, as in WireGuard; the paths of other peers do
 * not follow packets.
 */
public final class EdgeCore implements Core<DataEvent> {
    private final Sessions<Peer> sessions;
    private final Outbox outbox;
    private final Counters<CounterId> counters;
    private final EdgeListener listener;
    private @Nullable Community community;

    /**
     * The core of one edge.
     *
     * @param dataPath the conductor's own, for packets that waited
     */
    public EdgeCore(Sessions<Peer> sessions, DataPath dataPath, Counters<CounterId> counters, EdgeListener listener) {
        this.sessions = sessions;
        this.outbox = new Outbox(dataPath, counters);
        this.counters = counters;
        this.listener = listener;
    }

    /**
     * Makes the edge a member of a community; before anything comes in.
     *
     * @param signer signs its records
     * @param name what it calls itself
     * @param address its own, or none to be given one
     * @param automatic whether the address is, or will be, a supernode's choice
     */
    public Community join(
            CommunityContext context, RecordSigner signer, String name, Optional<IpPrefix> address, boolean automatic) {
        Membership own =
                new Membership(context.keys().publicKey(), signer, name, address, automatic, sessions.offered());
        Community joined = new Community(context, own, outbox, (actions, nowNs) -> perform(actions, null, nowNs));
        community = joined;
        return joined;
    }

    @Override
    public void onEvent(DataEvent event, int waiting, long nowNs) {
        switch (event) {
            case DataEvent.HandshakeMessage(byte[] message, Path source) ->
                perform(
                        sessions.onHandshakeMessage(message, HandshakeSource.of(source), waiting, nowNs),
                        source,
                        nowNs);
            case DataEvent.Unsendable(Peer peer, byte[] packet) -> onUnsendable(peer, packet, nowNs);
            case DataEvent.Confirmed(var keypair) -> {
                perform(sessions.onConfirmed(keypair, nowNs), null, nowNs);
                Peer peer = keypair.session().peer();
                peer.useKeys(peer.session().current()); // also where the data path was sooner than a newer handshake
            }
            case DataEvent.TooBig(Peer peer, Path path, int bytes) -> {
                if (community != null) {
                    community.onTooBig(peer, path, bytes, nowNs);
                }
            }
            case DataEvent.NoRoute _,
                    DataEvent.Control _,
                    DataEvent.Early _,
                    DataEvent.Unsealed _,
                    DataEvent.Stun _,
                    DataEvent.UnknownIndex _ -> {
                Community joined = community;
                if (joined == null) {
                    counters.add(CounterId.DROP_UNKNOWN_MESSAGE); // only supernodes and members send these
                } else {
                    onCommunityEvent(joined, event, nowNs);
                }
            }
        }
    }

    private void onCommunityEvent(Community joined, DataEvent event, long nowNs) {
        switch (event) {
            case DataEvent.NoRoute(byte[] packet) -> joined.onNoRoute(packet, nowNs);
            case DataEvent.Control(Peer peer, byte[] plaintext, Path source) ->
                joined.arrivals().onControl(peer, plaintext, source, nowNs);
            case DataEvent.Early(Peer peer, byte[] packet) -> joined.arrivals().onEarly(peer, packet);
            case DataEvent.Unsealed(byte[] message, Path source) ->
                joined.arrivals().onUnsealed(message, source, nowNs);
            case DataEvent.Stun(byte[] message, Path source) -> joined.stun().onMessage(message, source, nowNs);
            case DataEvent.UnknownIndex(byte[] header, Path source) ->
                joined.arrivals().onUnknownIndex(header, source, nowNs);
            case DataEvent.HandshakeMessage _, DataEvent.Unsendable _, DataEvent.Confirmed _, DataEvent.TooBig _ ->
                throw new IllegalArgumentException("not for the community: " + event);
        }
    }

    @Override
    public void onTick(long nowNs) {
        perform(sessions.onTick(nowNs), null, nowNs);
        if (community != null) {
            community.onTick(nowNs);
        }
    }

    @Override
    public boolean isBusy() {
        return community != null && community.isBusy();
    }

    /**
     * A stock peer's configured endpoint was looked up. It is used where no other is known, or the one known has not
     * answered; a peer that called in from elsewhere meanwhile stays where it is.
     */
    public void onEndpoint(Peer peer, Path path, long nowNs) {
        boolean unknown = peer.sendState().path() == null;
        if (!unknown && !peer.session().gaveUp()) {
            return;
        }
        peer.usePath(path);
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        peer.session().onPathChanged(nowNs, actions);
        if (!peer.staged().isEmpty()) {
            peer.session().want(nowNs, actions);
        }
        perform(actions, null, nowNs);
    }

    private void onUnsendable(Peer peer, byte[] packet, long nowNs) {
        if (community != null && community.isForgotten(peer)) {
            community.onNoRoute(packet, nowNs);
            return;
        }
        outbox.stage(peer, packet);
        if (Outbox.isSendable(peer, nowNs)) {
            outbox.flush(peer, nowNs); // the session came while the packet was on its way here
            return;
        }
        if (peer.sendState().path() == null && !isPathComing(peer)) {
            outbox.dropStaged(peer, CounterId.DROP_NO_ENDPOINT);
            return;
        }
        if (community != null) {
            community.onStaged(peer, nowNs);
        }
        if (!Outbox.hasKeys(peer, nowNs) && (community == null || !community.isConnecting(peer))) {
            perform(Outbox.wanted(peer, nowNs), null, nowNs);
        }
    }

    private boolean isPathComing(Peer peer) {
        return listener.isEndpointComing(peer) || (community != null && community.isMember(peer));
    }

    private void perform(List<SessionAction<Peer>> actions, @Nullable Path source, long nowNs) {
        boolean relayed = source != null && source.isRelayed();
        boolean answering = false;
        for (SessionAction<Peer> action : actions) {
            switch (action) {
                // What came by a relay is answered by it: our active path may be dead, and nothing have told us yet.
                case SessionAction.Send<Peer>(Peer peer, byte[] message) -> {
                    if (answering && !relayed && refusesDirect(peer)) {
                        counters.add(CounterId.DROP_DIRECT_REFUSED);
                    } else if (answering && (relayed || peer.kind() == PeerKind.CULVERT)) {
                        outbox.send(source, message);
                    } else {
                        send(peer, message, nowNs);
                    }
                }
                case SessionAction.Reply<Peer>(byte[] message) -> outbox.send(source, message);
                case SessionAction.Heard<Peer>(Peer peer) -> {
                    answering = true;
                    if (source != null) {
                        onHeard(peer, source, nowNs);
                    }
                }
                case SessionAction.KeysChanged<Peer>(Peer peer, boolean confirm) -> {
                    onKeysChanged(peer, confirm, nowNs);
                    if (confirm && source != null && !relayed && community != null) {
                        community.onAnswered(peer, source, nowNs);
                    }
                }
                case SessionAction.Silent<Peer>(Peer peer) -> {
                    if (peer.kind() == PeerKind.STOCK) {
                        peer.forgetLocalAddress(); // a path of another peer is pinged as it is used
                    }
                    if (community != null) {
                        community.onSilent(peer, nowNs);
                    }
                }
                case SessionAction.GaveUp<Peer>(Peer peer) -> onGaveUp(peer, nowNs);
            }
        }
    }

    private void send(Peer peer, byte[] message, long nowNs) {
        boolean recalled = community != null && community.recollection().recall(peer, message, nowNs);
        if (!recalled || peer.isReachable()) {
            outbox.sendHandshake(peer, message);
        }
    }

    private boolean refusesDirect(Peer peer) {
        return peer.kind() == PeerKind.CULVERT && community != null && !community.takesDirect();
    }

    private void onKeysChanged(Peer peer, boolean confirm, long nowNs) {
        peer.useKeys(peer.session().current());
        if (peer.kind() == PeerKind.SUPERNODE) {
            if (community != null) {
                community.onSupernodesKeys(peer, confirm, nowNs);
            }
            return;
        }
        if (peer.session().current() == null) {
            return;
        }
        listener.onSession(peer);
        if (community != null && peer.kind() == PeerKind.CULVERT) {
            community.onMembersKeys(peer, nowNs);
        }
        if (!peer.staged().isEmpty() && Outbox.isSendable(peer, nowNs)) {
            outbox.flush(peer, nowNs);
        } else if (confirm) {
            List<SessionAction<Peer>> actions = new ArrayList<>(1);
            peer.session().keepalive(nowNs, actions);
            perform(actions, null, nowNs);
        }
    }

    private void onGaveUp(Peer peer, long nowNs) {
        outbox.dropStaged(peer, CounterId.DROP_STAGED);
        if (peer.kind() != PeerKind.SUPERNODE) {
            listener.onUnreachable(peer);
        }
        if (community != null) {
            community.onGaveUp(peer, nowNs);
        }
    }

    /** An authentic handshake message came from there. */
    private void onHeard(Peer peer, Path source, long nowNs) {
        switch (peer.kind()) {
            case STOCK -> {
                Path before = peer.usePath(source).path();
                if (before == null || !before.remote().equals(source.remote())) {
                    counters.add(CounterId.ENDPOINT_MOVES);
                }
            }
            case CULVERT -> {
                if (community != null) {
                    community.onHeard(peer, source, nowNs);
                }
            }
            case SUPERNODE -> {} // it is where its name leads
        }
    }
}
