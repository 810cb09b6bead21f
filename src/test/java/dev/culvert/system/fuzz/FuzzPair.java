package dev.culvert.system.fuzz;

import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Left (10.0.0.1, 10.1.0.0/16, fd00:1::/64) and Right (10.0.0.2, fd00:2::/64) with a session, and Carol (10.0.0.3,
 * 10.1.5.0/24), to whom Right has begun a handshake. Genuine messages of all of them are recorded.
 */
final class FuzzPair {
    /** At which everything was sent, and is sent again. */
    static final long NOW_NS = 1_000_000_000_000L;

    final FuzzNode left = new FuzzNode(1);
    final FuzzNode right = new FuzzNode(2);
    final FuzzNode carol = new FuzzNode(3);
    final Peer leftToRight = left.add(right, PresharedKey.NONE, "10.0.0.2/32", "fd00:2::/64");
    final Peer leftToCarol = left.add(carol, PresharedKey.NONE, "10.0.0.3/32", "10.1.5.0/24");
    final Peer rightToLeft = right.add(left, PresharedKey.NONE, "10.0.0.1/32", "10.1.0.0/16", "fd00:1::/64");
    final Peer rightToCarol = right.add(carol, PresharedKey.NONE, "10.0.0.3/32", "10.1.5.0/24");

    /** To Right, and taken already: a replay. */
    final byte[] initiation;
    /** To Right, under another preshared key than his: never authentic, however it is changed. */
    final byte[] response;
    /** To Right, and taken already. */
    final byte[] cookieReply;

    /** To Right, and taken already. */
    final byte[] data;

    /** To Right, for the index of his open handshake. */
    final byte[] dataTooEarly;

    FuzzPair() {
        initiation = left.initiation(leftToRight, NOW_NS);
        byte[] rightsResponse = right.answer(initiation, left, 0, NOW_NS);
        left.sessions.onHandshakeMessage(rightsResponse, HandshakeSource.of(right.endpoint), 0, NOW_NS);
        leftToRight.useKeys(keys(leftToRight));
        data = left.sealed(Packet.ipv4("10.0.0.1", "10.0.0.2", 40), NOW_NS);
        right.receive(left, data, NOW_NS);
        for (DataEvent event : right.takeEvents()) {
            right.sessions.onConfirmed(((DataEvent.Confirmed) event).keypair(), NOW_NS);
        }
        rightToLeft.useKeys(keys(rightToLeft));
        right.takeWritten();

        byte[] rightsInitiation = right.initiation(rightToCarol, NOW_NS);
        FuzzNode loaded = new FuzzNode(3);
        loaded.add(right, PresharedKey.NONE);
        cookieReply = loaded.answer(rightsInitiation, right, Limits.UNDER_LOAD_QUEUE, NOW_NS);
        right.sessions.onHandshakeMessage(cookieReply, HandshakeSource.of(carol.endpoint), 0, NOW_NS);
        dataTooEarly = data.clone();
        System.arraycopy(rightsInitiation, 4, dataTooEarly, MessageLayout.FIRST_INDEX, Integer.BYTES);
        byte[] secret = new byte[32];
        secret[0] = 1;
        carol.add(right, PresharedKey.of(secret));
        response = carol.answer(rightsInitiation, right, 0, NOW_NS);
    }

    /** All of Right that a message may change. */
    List<Object> rightsState() {
        List<Object> state = new ArrayList<>();
        for (Peer peer : List.of(rightToLeft, rightToCarol)) {
            Session<Peer> session = peer.session();
            state.add(peer.sendState());
            state.add(Optional.ofNullable(session.current()));
            state.add(session.handshakeDoneNs());
            state.add(session.isHandshaking());
            state.add(session.activity().lastReceivedNs());
            state.add(session.activity().receivedBytes());
            state.add(session.activity().sentBytes());
        }
        for (byte[] message : List.of(data, dataTooEarly)) {
            int index = MessageLayout.readInt(message, MessageLayout.FIRST_INDEX);
            state.add(Optional.ofNullable(right.sessions.indices().find(index)));
        }
        return state;
    }

    /** The keys of a session that is there. */
    static Keypair<Peer> keys(Peer peer) {
        return Objects.requireNonNull(peer.session().current());
    }
}
