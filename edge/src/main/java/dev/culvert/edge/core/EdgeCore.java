package dev.culvert.edge.core;

import dev.culvert.common.loop.Core;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.SendState;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conductor's part of an edge: takes what the data path leaves to it and the tick, gives peers their keys, and sends
 * handshakes. Conductor thread.
 *
 * <p>All peers are of kind stock: an authentic packet from a new endpoint moves the peer there, as in WireGuard.
 */
public final class EdgeCore implements Core<DataEvent> {
    private final Sessions<Peer> sessions;
    private final DataPath dataPath;
    private final Counters<CounterId> counters;
    private final EdgeListener listener;
    private final PacketBatch flushing = new PacketBatch();

    /**
     * The core of one edge.
     *
     * @param dataPath the conductor's own, for packets that waited
     */
    public EdgeCore(Sessions<Peer> sessions, DataPath dataPath, Counters<CounterId> counters, EdgeListener listener) {
        this.sessions = sessions;
        this.dataPath = dataPath;
        this.counters = counters;
        this.listener = listener;
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
            case DataEvent.NoRoute _ -> counters.add(CounterId.DROP_NO_PEER);
            case DataEvent.Control _, DataEvent.Early _, DataEvent.Unsealed _, DataEvent.UnknownIndex _ ->
                counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            case DataEvent.Confirmed(var keypair) -> {
                perform(sessions.onConfirmed(keypair, nowNs), null, nowNs);
                Peer peer = keypair.session().peer();
                peer.useKeys(peer.session().current()); // also where the data path was sooner than a newer handshake
            }
        }
    }

    @Override
    public void onTick(long nowNs) {
        perform(sessions.onTick(nowNs), null, nowNs);
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    /**
     * A peer's configured endpoint was looked up. It is used where no other is known, or the one known has not answered;
     * a peer that called in from elsewhere meanwhile stays where it is.
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
        Deque<byte[]> staged = peer.staged();
        staged.add(packet);
        if (isSendable(peer, nowNs)) {
            flush(peer, nowNs); // the session came while the packet was on its way here
            return;
        }
        if (staged.size() > Timing.STAGED_PACKETS) {
            staged.remove();
            counters.add(CounterId.DROP_STAGED);
        }
        if (peer.sendState().path() == null && !listener.isEndpointComing(peer)) {
            counters.add(CounterId.DROP_NO_ENDPOINT, staged.size());
            staged.clear();
        } else {
            want(peer, nowNs);
        }
    }

    private void want(Peer peer, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        peer.session().want(nowNs, actions);
        perform(actions, null, nowNs);
    }

    private void perform(List<SessionAction<Peer>> actions, @Nullable Path source, long nowNs) {
        for (SessionAction<Peer> action : actions) {
            switch (action) {
                case SessionAction.Send<Peer>(Peer peer, byte[] message) ->
                    send(peer.sendState().path(), message);
                case SessionAction.Reply<Peer>(byte[] message) -> send(source, message);
                case SessionAction.Heard<Peer>(Peer peer) -> {
                    if (source != null) {
                        moveTo(peer, source);
                    }
                }
                case SessionAction.KeysChanged<Peer>(Peer peer, boolean confirm) ->
                    onKeysChanged(peer, confirm, source, nowNs);
                case SessionAction.Silent<Peer>(Peer peer) -> peer.forgetLocalAddress();
                case SessionAction.GaveUp<Peer>(Peer peer) -> {
                    counters.add(CounterId.DROP_STAGED, peer.staged().size());
                    peer.staged().clear();
                    listener.onUnreachable(peer);
                }
            }
        }
    }

    private void onKeysChanged(Peer peer, boolean confirm, @Nullable Path source, long nowNs) {
        peer.useKeys(peer.session().current());
        if (peer.session().current() == null) {
            return;
        }
        listener.onSession(peer);
        if (!peer.staged().isEmpty()) {
            flush(peer, nowNs);
        } else if (confirm) {
            List<SessionAction<Peer>> actions = new ArrayList<>(1);
            peer.session().keepalive(nowNs, actions);
            perform(actions, source, nowNs);
        }
    }

    private void flush(Peer peer, long nowNs) {
        Deque<byte[]> staged = peer.staged();
        while (!staged.isEmpty()) {
            flushing.clear();
            while (!staged.isEmpty() && flushing.hasRoom()) {
                flushing.add(staged.remove());
            }
            dataPath.sendRun(peer, flushing, 0, flushing.count(), nowNs);
        }
    }

    /** An authentic handshake message came from there. */
    private void moveTo(Peer peer, Path path) {
        Path before = peer.usePath(path).path();
        if (before == null || !before.remote().equals(path.remote())) {
            counters.add(CounterId.ENDPOINT_MOVES);
        }
    }

    private void send(@Nullable Path path, byte[] message) {
        if (path == null) {
            counters.add(CounterId.DROP_NO_ENDPOINT);
            return;
        }
        SendResult result = path.send(message, 0, message.length);
        switch (result) {
            case SENT -> {}
            case FULL -> counters.add(CounterId.DROP_SEND_FULL);
            case TOO_BIG -> counters.add(CounterId.DROP_SEND_TOO_BIG);
            case FAILED -> counters.add(CounterId.DROP_SEND_FAILED);
        }
    }

    private static boolean isSendable(Peer peer, long nowNs) {
        SendState state = peer.sendState();
        return state.path() != null
                && state.keypair() != null
                && !state.keypair().isExpired(nowNs);
    }
}
