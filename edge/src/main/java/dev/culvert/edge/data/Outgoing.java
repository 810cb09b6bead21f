package dev.culvert.edge.data;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.WipedKeyException;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.TcpMss;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.SendState;
import dev.culvert.tun.offload.Segments;
import dev.culvert.tun.offload.VnetHeader;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * TUN → UDP: a packet's way from the device to the socket, in order. Belongs to one thread.
 *
 * <pre>
 *  route → peer's keys and path → split → MSS → size → counters → seal → train
 * </pre>
 */
final class Outgoing {
    private final Routes routes;
    private final int mtu;
    private final DataEvents events;
    private final Counters<CounterId> counters;
    private final DataCipher cipher;
    private final Segments segments = new Segments();
    private final Pieces pieces;
    private final Train train;
    private final @Nullable Peer[] batchPeers = new @Nullable Peer[PacketBatch.CAPACITY];

    Outgoing(
            Routes routes, int mtu, DataEvents events, TunWriter tun, Counters<CounterId> counters, AeadFactory aeads) {
        this.routes = routes;
        this.mtu = mtu;
        this.events = events;
        this.counters = counters;
        this.cipher = new DataCipher(aeads);
        this.pieces = new Pieces(mtu, tun, counters);
        this.train = new Train(events.conductor(), counters);
    }

    void onTunBatch(PacketBatch batch, long nowNs) {
        for (int i = 0; i < batch.count(); i++) {
            batchPeers[i] = route(batch, i);
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
        cipher.forgetWipedKeys(nowNs);
    }

    void onInexpressible() {
        counters.add(CounterId.DROP_MALFORMED_TUN);
    }

    /** All segments of a super-packet have the same destination. */
    private @Nullable Peer route(PacketBatch batch, int i) {
        byte[] bytes = batch.bytes();
        int at = batch.offset(i) + VnetHeader.BYTES;
        if (IpPacket.length(bytes, at, batch.length(i) - VnetHeader.BYTES) == IpPacket.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_TUN);
            return null;
        }
        long high = IpPacket.destinationHigh(bytes, at);
        long low = IpPacket.destinationLow(bytes, at);
        Peer peer = routes.lookup(high, low);
        if (peer == null && routes.isAskable(high, low)) {
            leave(batch, i, DataEvent.NoRoute::new);
        } else if (peer == null) {
            counters.add(CounterId.DROP_NO_PEER);
        }
        return peer;
    }

    /** Leaves the packets that a read stands for to the conductor, each whole. */
    private void leave(PacketBatch batch, int i, Function<byte[], DataEvent> event) {
        if (segments.begin(batch.bytes(), batch.offset(i), batch.length(i), false) == Segments.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_TUN);
        }
        while (segments.next()) {
            int at = segments.offset();
            events.offer(event.apply(Arrays.copyOfRange(batch.bytes(), at, at + segments.length())));
        }
    }

    void sendRun(Peer peer, PacketBatch batch, int from, int to, long nowNs) {
        SendState state = peer.sendState();
        Keypair<Peer> keypair = state.keypair();
        Path path = state.path();
        if (keypair == null || path == null || keypair.isExpired(nowNs)) {
            for (int i = from; i < to; i++) {
                leave(batch, i, packet -> new DataEvent.Unsendable(peer, packet));
            }
            return;
        }
        int limit = Math.min(mtu, state.packetLimit());
        boolean elides = keypair.suite() != CipherSuite.CHACHA20_POLY1305 && peer.completesChecksums();
        boolean sealedAny = false;
        train.begin(peer, path, state.mirror(), nowNs);
        for (int i = from; i < to; i++) {
            if (split(batch, i, limit, elides)) {
                sealedAny |= segments.longest() <= limit
                        ? sealSegments(keypair, batch.bytes(), limit)
                        : sealPieces(keypair, batch.bytes(), limit, nowNs);
            }
        }
        int sentBytes = train.end();
        if (sealedAny) {
            peer.session().activity().sent(true, sentBytes, nowNs);
        }
    }

    /** Begins with what was read: its segments are {@link #segments}. False, and counted, if it is no packet. */
    private boolean split(PacketBatch batch, int i, int limit, boolean elides) {
        byte[] bytes = batch.bytes();
        int offset = batch.offset(i);
        int length = batch.length(i);
        int count = segments.begin(bytes, offset, length, elides);
        if (segments.isElided() && segments.longest() > limit) {
            count = segments.begin(bytes, offset, length, false); // what is fragmented has its checksum
        }
        if (count == Segments.MALFORMED) {
            counters.add(CounterId.DROP_MALFORMED_TUN);
        } else if (count == 1 && segments.isElided()) { // a SYN is never a super-packet
            TcpMss.lowerWithoutChecksum(bytes, offset + VnetHeader.BYTES, length - VnetHeader.BYTES, limit);
        } else if (count == 1) {
            TcpMss.lower(bytes, offset + VnetHeader.BYTES, length - VnetHeader.BYTES, limit);
        }
        return count != Segments.MALFORMED;
    }

    private boolean sealSegments(Keypair<Peer> keypair, byte[] bytes, int limit) {
        int flags = segments.isElided() ? MessageLayout.CHECKSUM_MISSING : 0;
        long counter = keypair.reserve(segments.count());
        while (segments.next()) {
            int padded = padded(segments.length(), limit);
            segments.pad(padded - segments.length());
            seal(keypair, counter++, flags, bytes, segments.offset(), padded);
        }
        return true;
    }

    /** Some segment, which may be the only one, is larger than the path carries. */
    private boolean sealPieces(Keypair<Peer> keypair, byte[] bytes, int limit, long nowNs) {
        boolean sealedAny = false;
        while (segments.next()) {
            pieces.begin(bytes, segments.offset(), segments.length(), limit, nowNs);
            while (pieces.next()) {
                int padded = padded(pieces.length(), limit);
                seal(keypair, keypair.reserve(1), 0, pieces.bytes(), 0, pieces.padTo(padded));
                sealedAny = true;
            }
        }
        return sealedAny;
    }

    private static int padded(int length, int limit) {
        return Math.min((length + MessageLayout.PADDING - 1) & -MessageLayout.PADDING, limit);
    }

    private void seal(Keypair<Peer> keypair, long counter, int flags, byte[] bytes, int offset, int length) {
        int messageLength = length + MessageLayout.DATA_OVERHEAD_BYTES;
        int at = train.place(messageLength);
        try {
            cipher.seal(keypair, counter, flags, bytes, offset, length, train.bytes(), at);
        } catch (WipedKeyException e) {
            counters.add(CounterId.DROP_EXPIRED_KEY);
            return;
        }
        train.add(messageLength);
    }
}
