package dev.culvert.edge.data;

import dev.culvert.common.control.Frame;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.WipedKeyException;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.TcpMss;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.IndexTable;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.ReplayWindow;
import dev.culvert.common.stun.StunClass;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * UDP → TUN: a datagram's way from the socket to the device, in order. Belongs to one thread.
 *
 * <pre>
 *  classify → index → age → open → replay → IP → source is the peer's → MSS → delivery
 * </pre>
 */
final class Incoming implements DatagramHandler {
    private final Routes routes;
    private final IndexTable<Peer> indices;
    private final RelayTokens relayTokens;
    private final int mtu;
    private final DataEvents events;
    private final Counters<CounterId> counters;
    private final DataCipher cipher;
    private final Delivery delivery;
    private final RateLimit hints = new RateLimit(Limits.HINTS_PER_SECOND);
    private final RateLimit unsealed = new RateLimit(Limits.UNSEALED_PER_SECOND);

    // The keypair whose receive lock is held, and what it received since.
    private @Nullable Keypair<Peer> receiving;
    private int receivedBytes;
    private final ReceivedBytes receivedByPath = new ReceivedBytes();
    private boolean receivedData;

    Incoming(
            Routes routes,
            IndexTable<Peer> indices,
            RelayTokens relayTokens,
            int mtu,
            DataEvents events,
            TunWriter tun,
            Counters<CounterId> counters,
            AeadFactory aeads) {
        this.routes = routes;
        this.indices = indices;
        this.relayTokens = relayTokens;
        this.mtu = mtu;
        this.events = events;
        this.counters = counters;
        this.cipher = new DataCipher(aeads);
        this.delivery = new Delivery(tun, counters);
    }

    /** Nothing more is waiting: lets go of what is held from one datagram to the next. */
    @Override
    public void endOfDatagrams(long nowNs) {
        release(nowNs);
        delivery.flush();
        cipher.forgetWipedKeys(nowNs);
    }

    /** Lets another peer's packets follow. */
    private void release(long nowNs) {
        Keypair<Peer> keypair = receiving;
        if (keypair != null) {
            if (receivedBytes > 0) {
                keypair.session().activity().received(receivedData, receivedBytes, nowNs);
            }
            receiving = null;
            receivedBytes = 0;
            receivedData = false;
            receivedByPath.end();
            keypair.receiveLock().unlock();
        }
    }

    @Override
    public void onDatagram(byte[] bytes, int offset, int length, Arrival arrival, long nowNs) {
        switch (MessageKind.of(bytes, offset, length)) {
            case DATA -> onData(bytes, offset, length, arrival, nowNs);
            case INITIATION, RESPONSE, COOKIE_REPLY ->
                leave(bytes, offset, length, arrival, DataEvent.HandshakeMessage::new);
            case RELAY -> onRelay(bytes, offset, length, arrival, nowNs);
            case HELLO_REPLY, KEEP_REPLY, HINT ->
                onUnsealed(bytes, offset, length, arrival, DataEvent.Unsealed::new, nowNs);
            case STUN -> onStun(bytes, offset, length, arrival, nowNs);
            case HELLO, KEEP, UNKNOWN -> counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    private void onStun(byte[] bytes, int offset, int length, Arrival arrival, long nowNs) {
        switch (StunClass.ofBinding(bytes, offset)) {
            case SUCCESS, ERROR -> onUnsealed(bytes, offset, length, arrival, DataEvent.Stun::new, nowNs);
            case INDICATION -> {} // it has kept a NAT's mapping: nothing is lost
            case REQUEST -> counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            case null -> counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    private void onRelay(byte[] bytes, int offset, int length, Arrival arrival, long nowNs) {
        long token = MessageLayout.readLong(bytes, offset + CulvertLayout.RELAY_TOKEN);
        if (!relayTokens.accepts(token, arrival)) {
            counters.add(CounterId.DROP_RELAY_TOKEN);
            return;
        }
        int at = offset + CulvertLayout.RELAY_HEADER_BYTES;
        int inner = length - CulvertLayout.RELAY_HEADER_BYTES;
        arrival.over(RelayLeg.reversed(MessageLayout.readInt(bytes, offset + CulvertLayout.RELAY_ID)), token);
        switch (MessageKind.of(bytes, at, inner)) {
            case DATA -> onData(bytes, at, inner, arrival, nowNs);
            case INITIATION, RESPONSE, COOKIE_REPLY ->
                leave(bytes, at, inner, arrival, DataEvent.HandshakeMessage::new);
            case HINT -> onUnsealed(bytes, at, inner, arrival, DataEvent.Unsealed::new, nowNs);
            case STUN, HELLO, HELLO_REPLY, KEEP, KEEP_REPLY, RELAY, UNKNOWN ->
                counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
        arrival.direct();
    }

    /** Nobody authenticated it: strangers must not fill the conductor's queue with such. */
    private void onUnsealed(
            byte[] bytes, int at, int length, Arrival arrival, BiFunction<byte[], Path, DataEvent> event, long nowNs) {
        if (!arrival.isRelayed() && !unsealed.allows(nowNs)) {
            counters.add(CounterId.DROP_UNSEALED_RATE);
        } else {
            leave(bytes, at, length, arrival, event);
        }
    }

    private void leave(
            byte[] bytes, int offset, int length, Arrival arrival, BiFunction<byte[], Path, DataEvent> event) {
        if (arrival.isAnswerable()) {
            events.offer(event.apply(Arrays.copyOfRange(bytes, offset, offset + length), arrival.path()));
        } else {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    private void onData(byte[] bytes, int offset, int length, Arrival arrival, long nowNs) {
        int index = MessageLayout.readInt(bytes, offset + MessageLayout.FIRST_INDEX);
        if (!(indices.find(index) instanceof Keypair<Peer> keypair)) {
            counters.add(CounterId.DROP_UNKNOWN_INDEX);
            hint(bytes, offset, arrival, nowNs);
            return;
        }
        if (keypair.isExpired(nowNs)) {
            counters.add(CounterId.DROP_EXPIRED_KEY);
            return;
        }
        int flags = MessageLayout.flags(bytes, offset);
        if ((flags & ~MessageLayout.CHECKSUM_MISSING) != 0) { // our record offers no other
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            return;
        }
        long counter = MessageLayout.readLong(bytes, offset + MessageLayout.DATA_COUNTER);
        int plaintext = length - MessageLayout.DATA_OVERHEAD_BYTES;
        int place = delivery.place(plaintext);
        if (!open(keypair, bytes, offset, length, place) || !isFresh(keypair, counter, nowNs)) {
            delivery.discard();
            return;
        }
        Peer peer = keypair.session().peer();
        receivedBytes += length;
        receivedByPath.add(peer, length, arrival);
        if (!keypair.isConfirmed()) {
            peer.useConfirmedKeys(keypair);
            events.offer(new DataEvent.Confirmed(keypair));
        }
        if (peer.kind() == PeerKind.STOCK) {
            followIfMoved(peer, arrival);
        }
        if (plaintext == 0) {
            delivery.discard();
        } else if (peer.kind() != PeerKind.STOCK && Frame.isFrame(delivery.bytes(), place, plaintext)) {
            onFrame(peer, place, plaintext, arrival, nowNs);
            delivery.discard();
        } else {
            deliver(peer, place, plaintext, flags == MessageLayout.CHECKSUM_MISSING);
        }
    }

    /** A member believes in keys that we do not have: it is told, unless there are too many of its like. */
    private void hint(byte[] bytes, int offset, Arrival arrival, long nowNs) {
        if (arrival.isRelayed() && hints.allows(nowNs)) {
            byte[] header = Arrays.copyOfRange(bytes, offset, offset + CulvertLayout.HINT_ECHO_BYTES);
            events.offer(new DataEvent.UnknownIndex(header, arrival.path()));
        }
    }

    private void followIfMoved(Peer peer, Arrival arrival) {
        Path path = peer.sendState().path();
        if ((path == null || !arrival.isFrom(path)) && arrival.isAnswerable()) {
            Path before = peer.usePath(arrival.path()).path();
            if (before == null || !before.remote().equals(arrival.remote())) {
                counters.add(CounterId.ENDPOINT_MOVES);
            }
        }
    }

    private boolean open(Keypair<Peer> keypair, byte[] bytes, int offset, int length, int place) {
        try {
            boolean genuine = cipher.open(keypair, bytes, offset, length, delivery.bytes(), place);
            if (!genuine) {
                counters.add(CounterId.DROP_BAD_TAG);
            }
            return genuine;
        } catch (WipedKeyException e) {
            counters.add(CounterId.DROP_EXPIRED_KEY);
            return false;
        }
    }

    /** Whether the counter is new. The lock is kept for the packets that follow: one locking a batch. */
    private boolean isFresh(Keypair<Peer> keypair, long counter, long nowNs) {
        if (receiving != keypair) {
            release(nowNs);
            keypair.receiveLock().lock();
            receiving = keypair;
        }
        ReplayWindow.Verdict verdict = keypair.replayWindow().accept(counter);
        switch (verdict) {
            case ACCEPTED -> {}
            case DUPLICATE -> counters.add(CounterId.DROP_REPLAY_DUPLICATE);
            case TOO_OLD -> counters.add(CounterId.DROP_REPLAY_TOO_OLD);
        }
        return verdict == ReplayWindow.Verdict.ACCEPTED;
    }

    /** Hands the opened packet to the TUN device, if it is one and its source is the peer's. */
    private void deliver(Peer peer, int place, int available, boolean isUnsummed) {
        byte[] bytes = delivery.bytes();
        receivedData = true;
        int length = IpPacket.length(bytes, place, available);
        if (length == IpPacket.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_INNER);
            delivery.discard();
        } else if (peer.isAwaitingRecord()) {
            byte[] packet = delivery.take(place, length, isUnsummed);
            if (packet != null) {
                events.offer(new DataEvent.Early(peer, packet));
            }
        } else if (routes.lookup(IpPacket.sourceHigh(bytes, place), IpPacket.sourceLow(bytes, place)) != peer) {
            counters.add(CounterId.DROP_INNER_SOURCE);
            delivery.discard();
        } else {
            int limit = Math.min(mtu, peer.sendState().packetLimit());
            if (isUnsummed) {
                TcpMss.lowerWithoutChecksum(bytes, place, length, limit);
            } else {
                TcpMss.lower(bytes, place, length, limit);
            }
            delivery.add(length, isUnsummed);
        }
    }

    private void onFrame(Peer peer, int place, int length, Arrival arrival, long nowNs) {
        byte[] bytes = delivery.bytes();
        receivedData |= Frame.isMessage(bytes, place);
        if (!peer.allowsFrame(nowNs)) {
            counters.add(CounterId.DROP_FRAME_RATE);
        } else {
            leave(bytes, place, length, arrival, (frame, source) -> new DataEvent.Control(peer, frame, source));
        }
    }
}
