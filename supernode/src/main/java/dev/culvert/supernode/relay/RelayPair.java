package dev.culvert.supernode.relay;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Two edges that may send to each other by this supernode. Its id is even; what the first edge sends carries it, what the
 * second sends carries it with the lowest bit set. The worker alone forwards and counts.
 */
public final class RelayPair {
    private final int id;
    private final Binding first;
    private final Binding second;
    private final @Nullable Bandwidth ownLimit;
    private final @Nullable Bandwidth communityLimit;
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong usedNs;

    RelayPair(
            int id,
            Binding first,
            Binding second,
            @Nullable Bandwidth ownLimit,
            @Nullable Bandwidth communityLimit,
            long nowNs) {
        this.id = id;
        this.first = first;
        this.second = second;
        this.ownLimit = ownLimit;
        this.communityLimit = communityLimit;
        this.usedNs = new AtomicLong(nowNs);
    }

    /** What this edge, one of the two, writes into RELAY towards the other. */
    public int idFor(Binding sender) {
        return sender == first ? id : id | 1;
    }

    /** The id of the first edge's direction. */
    int id() {
        return id;
    }

    Binding sender(int relayId) {
        return (relayId & 1) == 0 ? first : second;
    }

    Binding receiver(int relayId) {
        return (relayId & 1) == 0 ? second : first;
    }

    @Nullable
    Bandwidth ownLimit() {
        return ownLimit;
    }

    @Nullable
    Bandwidth communityLimit() {
        return communityLimit;
    }

    /** One datagram was forwarded. Worker: it alone writes, so no update is lost. */
    void forwarded(int length, long nowNs) {
        packets.lazySet(packets.get() + 1);
        bytes.lazySet(bytes.get() + length);
        usedNs.lazySet(nowNs);
    }

    /** Datagrams forwarded, both directions together. Any thread. */
    public long packets() {
        return packets.get();
    }

    /** Their bytes, without IP and UDP headers. Any thread. */
    public long bytes() {
        return bytes.get();
    }

    /** When the last one was forwarded, or when the pair was made. Any thread. */
    public long usedNs() {
        return usedNs.get();
    }
}
