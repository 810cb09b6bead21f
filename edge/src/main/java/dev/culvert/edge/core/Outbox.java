package dev.culvert.edge.core;

import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.stun.StunMessage;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.data.DataPath;
import dev.culvert.edge.data.PacketBatch;
import dev.culvert.edge.peer.Mirror;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.SendState;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the conductor sends: handshakes, frames, packets that waited. Conductor thread. */
final class Outbox {
    private final DataPath dataPath;
    private final Counters<CounterId> counters;
    private final PacketBatch flushing = new PacketBatch();

    /** {@code dataPath}: the conductor's own, for packets that waited. */
    Outbox(DataPath dataPath, Counters<CounterId> counters) {
        this.dataPath = dataPath;
        this.counters = counters;
    }

    /** Sends one message; whether it went out. */
    boolean send(@Nullable Path path, byte[] message) {
        if (path == null) {
            counters.add(CounterId.DROP_NO_ENDPOINT);
            return false;
        }
        return path.send(message, 0, message.length).countLoss(counters);
    }

    /** Sends a handshake message by all ways that it may go: it may wake a sleeping path. */
    void sendHandshake(Peer peer, byte[] message) {
        SendState state = peer.sendState();
        Mirror mirror = state.mirror();
        if (state.path() != null || peer.signalling().isEmpty()) {
            send(state.path(), message);
        }
        if (mirror != null) {
            send(mirror.path(), message);
        }
        for (Path path : peer.signalling()) {
            if (!path.equals(state.path())) {
                send(path, message);
            }
        }
    }

    /** Seals a control message and sends it; nothing goes without keys: who sends it repeats it. */
    void send(Peer peer, Control control, long nowNs) {
        Path path = peer.sendState().path();
        boolean direct = path != null || peer.signalling().isEmpty();
        send(peer, direct ? path : peer.signalling().getFirst(), new Frame.Message(control), nowNs);
    }

    /** Seals a frame and sends it by a path. */
    void send(Peer peer, @Nullable Path path, Frame frame, long nowNs) {
        send(peer, path, frame, 0, nowNs);
    }

    /** Seals a frame, filled up to a size, and sends it by a path. */
    void send(Peer peer, @Nullable Path path, Frame frame, int paddedTo, long nowNs) {
        byte[] message = paddedTo > 0
                ? peer.session().sealExactly(frame.encoded(paddedTo), nowNs)
                : peer.session().seal(frame.encoded(), frame instanceof Frame.Message, nowNs);
        if (message != null && send(path, message) && path != null) {
            peer.countSent(path, message.length);
        }
    }

    /** Sends something that says nothing, for the NATs on a direct path: a STUN indication. */
    void sendIndication(Path path, int ttl, RandomGenerator random) {
        byte[] transaction = new byte[StunMessage.TRANSACTION_BYTES];
        random.nextBytes(transaction);
        byte[] indication = StunMessage.bindingIndication(transaction);
        path.port()
                .send(path.remote(), path.local(), indication, 0, indication.length, UdpPort.ONE_DATAGRAM, ttl)
                .countLoss(counters);
    }

    /** Keeps a packet until there is a session, the oldest go first. */
    void stage(Peer peer, byte[] packet) {
        Deque<byte[]> staged = peer.staged();
        staged.add(packet);
        if (staged.size() > Limits.STAGED_PACKETS) {
            staged.remove();
            counters.add(CounterId.DROP_STAGED);
        }
    }

    /** Gives up what waits for a peer. */
    void dropStaged(Peer peer, CounterId reason) {
        counters.add(reason, peer.staged().size());
        peer.staged().clear();
    }

    /** Sends what waits for a peer. */
    void flush(Peer peer, long nowNs) {
        Deque<byte[]> staged = peer.staged();
        while (!staged.isEmpty()) {
            flushing.clear();
            while (!staged.isEmpty() && flushing.hasRoom()) {
                flushing.add(staged.remove());
            }
            dataPath.sendRun(peer, flushing, 0, flushing.count(), nowNs);
        }
    }

    /** Whether a packet can go to the peer now. */
    static boolean isSendable(Peer peer, long nowNs) {
        SendState state = peer.sendState();
        return state.path() != null
                && state.keypair() != null
                && !state.keypair().isExpired(nowNs);
    }

    /** Whether something can be said to the peer now, if not sent. */
    static boolean hasKeys(Peer peer, long nowNs) {
        Keypair<Peer> keypair = peer.sendState().keypair();
        return peer.isReachable() && keypair != null && !keypair.isExpired(nowNs);
    }

    /** What {@link Session#want} wants done. */
    static List<SessionAction<Peer>> wanted(Peer peer, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        peer.session().want(nowNs, actions);
        return actions;
    }

    /** What {@link Session#renew} wants done. */
    static List<SessionAction<Peer>> renewed(Peer peer, long nowNs) {
        List<SessionAction<Peer>> actions = new ArrayList<>(1);
        peer.session().renew(nowNs, actions);
        return actions;
    }
}
