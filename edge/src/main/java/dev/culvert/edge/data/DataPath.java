package dev.culvert.edge.data;

import dev.culvert.common.control.Frame;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.WipedKeyException;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.TcpMss;
import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.EventSink;
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
import dev.culvert.edge.peer.SendState;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A packet's whole way, both directions, in order. An instance belongs to one thread, which owns its buffers; what the
 * instances share is read without locks.
 *
 * <pre>
 *  TUN → UDP   onTunBatch    parse → route → peer's keys and path → MSS → size → counters → seal → send
 *  UDP → TUN   onDatagrams   classify → index → age → open → replay → IP → source is the peer's → MSS → write
 * </pre>
 *
 * Whatever is dropped is counted once. Everything that is not data leaves by one call, {@link EventSink#offer}.
 *
 * <p>Places of the offloads: a super-packet is split where {@link #onTunBatch} takes packets, a run of sealed messages is
 * one send of the {@link Train}, a train of datagrams comes into {@link #onDatagrams} as one buffer already, and what
 * {@link #deliver} writes can be joined until {@link #endOfDatagrams}.
 */
public final class DataPath implements DatagramHandler {
    private static final int LARGEST_MESSAGE = 65_535 + MessageLayout.PADDING + MessageLayout.DATA_OVERHEAD_BYTES;

    private final Routes routes;
    private final IndexTable<Peer> indices;
    private final RelayTokens relayTokens;
    private final int mtu;
    private final EventSink<DataEvent> events;
    private final TunWriter tun;
    private final Counters<CounterId> counters;
    private final Pieces pieces;
    private final Train train;

    private final DataCipher cipher;
    private final RateLimit hints = new RateLimit(Limits.HINTS_PER_SECOND);
    private final RateLimit unsealed = new RateLimit(Limits.UNSEALED_PER_SECOND);
    private final byte[] opened = new byte[LARGEST_MESSAGE];
    private final @Nullable Peer[] batchPeers = new @Nullable Peer[PacketBatch.CAPACITY];

    // The keypair whose receive lock is held, and what it received since.
    private @Nullable Keypair<Peer> receiving;
    private int receivedBytes;
    private final ReceivedBytes receivedByPath = new ReceivedBytes();
    private boolean receivedData;

    /** A data path for one thread that seals and opens by the JDK's own ciphers. */
    public DataPath(
            Routes routes,
            IndexTable<Peer> indices,
            RelayTokens relayTokens,
            int mtu,
            EventSink<DataEvent> events,
            TunWriter tun,
            Counters<CounterId> counters) {
        this(routes, indices, relayTokens, mtu, events, tun, counters, AeadFactory.JCE);
    }

    /**
     * A data path for one thread.
     *
     * @param mtu of the TUN device: nothing larger is sent, padding included
     * @param tun where decrypted packets go, and ICMP errors about packets that are too large
     * @param aeads what seals and opens
     */
    public DataPath(
            Routes routes,
            IndexTable<Peer> indices,
            RelayTokens relayTokens,
            int mtu,
            EventSink<DataEvent> events,
            TunWriter tun,
            Counters<CounterId> counters,
            AeadFactory aeads) {
        this.routes = routes;
        this.indices = indices;
        this.relayTokens = relayTokens;
        this.mtu = mtu;
        this.events = events;
        this.tun = tun;
        this.counters = counters;
        this.cipher = new DataCipher(aeads);
        this.pieces = new Pieces(mtu, tun, counters);
        this.train = new Train(events, counters);
    }

    // -- TUN → UDP ---------------------------------------------------------------------------------------------------

    /** Packets from the TUN device: each goes to the peer that its destination belongs to. */
    public void onTunBatch(PacketBatch batch, long nowNs) {
        for (int i = 0; i < batch.count(); i++) {
            batchPeers[i] = route(batch.bytes(), batch.offset(i), batch.length(i));
        }
        int from = 0;
        while (from < batch.count()) {
            Peer peer = batchPeers[from];
            int to = from + 1;
            while (to < batch.count() && batchPeers[to] == peer) {
                to++;
            }
            if (peer != null) {
                sendRun(peer, batch, from, to, nowNs);
            }
            from = to;
        }
    }

    private @Nullable Peer route(byte[] bytes, int offset, int length) {
        if (IpPacket.length(bytes, offset, length) == IpPacket.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_TUN);
            return null;
        }
        long high = IpPacket.destinationHigh(bytes, offset);
        long low = IpPacket.destinationLow(bytes, offset);
        Peer peer = routes.lookup(high, low);
        if (peer == null && routes.isAskable(high, low)) {
            offer(new DataEvent.NoRoute(Arrays.copyOfRange(bytes, offset, offset + length)));
        } else if (peer == null) {
            counters.add(CounterId.DROP_NO_PEER);
        }
        return peer;
    }

    /** Seals and sends packets {@code from} to {@code to} − 1 to one peer, or leaves them to the conductor. */
    public void sendRun(Peer peer, PacketBatch batch, int from, int to, long nowNs) {
        SendState state = peer.sendState();
        Keypair<Peer> keypair = state.keypair();
        Path path = state.path();
        if (keypair == null || path == null || keypair.isExpired(nowNs)) {
            for (int i = from; i < to; i++) {
                int offset = batch.offset(i);
                byte[] packet = Arrays.copyOfRange(batch.bytes(), offset, offset + batch.length(i));
                offer(new DataEvent.Unsendable(peer, packet));
            }
            return;
        }
        int limit = limit(state);
        int messages = Pieces.count(batch, from, to, limit);
        long counter = keypair.reserve(messages);
        train.begin(peer, path, state.mirror(), nowNs);
        for (int i = from; i < to; i++) {
            TcpMss.lower(batch.bytes(), batch.offset(i), batch.length(i), limit);
            pieces.begin(batch.bytes(), batch.offset(i), batch.length(i), limit, nowNs);
            while (pieces.next()) {
                seal(keypair, counter++, pieces.bytes(), pieces.offset(), pieces.length(), limit);
            }
        }
        int sentBytes = train.end();
        if (messages > 0) {
            peer.session().activity().sent(true, sentBytes, nowNs);
        }
    }

    /** The largest packet for a peer now. */
    private int limit(SendState state) {
        return Math.min(mtu, state.packetLimit());
    }

    /** Seals a packet, padded, into the train; not if the key was wiped meanwhile. */
    private void seal(Keypair<Peer> keypair, long counter, byte[] bytes, int offset, int length, int limit) {
        int padded = Math.min((length + MessageLayout.PADDING - 1) & -MessageLayout.PADDING, limit);
        Arrays.fill(bytes, offset + length, offset + padded, (byte) 0);
        try {
            int at = train.place(padded + MessageLayout.DATA_OVERHEAD_BYTES);
            cipher.seal(keypair, counter, bytes, offset, padded, train.bytes(), at);
            train.add(padded + MessageLayout.DATA_OVERHEAD_BYTES);
        } catch (WipedKeyException e) {
            counters.add(CounterId.DROP_EXPIRED_KEY);
        }
    }

    // -- UDP → TUN ---------------------------------------------------------------------------------------------------

    /** Nothing more is waiting: lets go of what is held from one datagram to the next. */
    @Override
    public void endOfDatagrams(long nowNs) {
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
            offer(event.apply(Arrays.copyOfRange(bytes, offset, offset + length), arrival.path()));
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
        long counter = MessageLayout.readLong(bytes, offset + MessageLayout.DATA_COUNTER);
        if (!open(keypair, bytes, offset, length) || !isFresh(keypair, counter, nowNs)) {
            return;
        }
        Peer peer = keypair.session().peer();
        receivedBytes += length;
        receivedByPath.add(peer, length, arrival);
        if (!keypair.isConfirmed()) {
            peer.useConfirmedKeys(keypair);
            offer(new DataEvent.Confirmed(keypair));
        }
        if (peer.kind() == PeerKind.STOCK) {
            followIfMoved(peer, arrival);
        }
        int plaintext = length - MessageLayout.DATA_OVERHEAD_BYTES;
        if (plaintext > 0) {
            deliver(peer, plaintext, arrival, nowNs);
        }
    }

    /** A member believes in keys that we do not have: it is told, unless there are too many of its like. */
    private void hint(byte[] bytes, int offset, Arrival arrival, long nowNs) {
        if (arrival.isRelayed() && hints.allows(nowNs)) {
            byte[] header = Arrays.copyOfRange(bytes, offset, offset + CulvertLayout.HINT_ECHO_BYTES);
            offer(new DataEvent.UnknownIndex(header, arrival.path()));
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

    private boolean open(Keypair<Peer> keypair, byte[] bytes, int offset, int length) {
        try {
            boolean genuine = cipher.open(keypair, bytes, offset, length, opened);
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
            endOfDatagrams(nowNs);
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

    /** Writes the opened packet to the TUN device, if it is one and its source is the peer's. */
    private void deliver(Peer peer, int available, Arrival arrival, long nowNs) {
        if (peer.kind() != PeerKind.STOCK && Frame.isFrame(opened, 0, available)) {
            onFrame(peer, available, arrival, nowNs);
            return;
        }
        receivedData = true;
        int length = IpPacket.length(opened, 0, available);
        if (length == IpPacket.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_INNER);
        } else if (peer.isAwaitingRecord()) {
            offer(new DataEvent.Early(peer, Arrays.copyOf(opened, length)));
        } else if (routes.lookup(IpPacket.sourceHigh(opened, 0), IpPacket.sourceLow(opened, 0)) != peer) {
            counters.add(CounterId.DROP_INNER_SOURCE);
        } else {
            TcpMss.lower(opened, 0, length, limit(peer.sendState()));
            if (!tun.write(opened, 0, length)) {
                counters.add(CounterId.DROP_TUN_WRITE);
            }
        }
    }

    private void onFrame(Peer peer, int available, Arrival arrival, long nowNs) {
        receivedData |= Frame.isMessage(opened, 0);
        if (!peer.allowsFrame(nowNs)) {
            counters.add(CounterId.DROP_FRAME_RATE);
        } else {
            leave(opened, 0, available, arrival, (frame, source) -> new DataEvent.Control(peer, frame, source));
        }
    }

    private void offer(DataEvent event) {
        if (!events.offer(event)) {
            counters.add(CounterId.DROP_EVENT_QUEUE_FULL);
        }
    }
}
