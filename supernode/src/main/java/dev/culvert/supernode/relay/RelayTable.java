package dev.culvert.supernode.relay;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Relay id to pair: the conductor changes it, the worker reads it without locks and without allocation.
 *
 * <pre>
 *  id   | generation, random, not 0 | slot | direction 1 bit |
 * </pre>
 *
 * The generation keeps a stale id from meaning whoever has the slot next. As it is never 0, ids 0 and 1 are never used.
 */
public final class RelayTable {
    /** Leaves 7 bits for the generation. */
    private static final int MOST_SLOT_BITS = 24;

    private final AtomicReferenceArray<@Nullable RelayPair> slots;
    private final BitSet used = new BitSet();
    private final RandomGenerator random;
    private final int capacity;
    private final int slotBits;
    private int size;

    /**
     * An empty table.
     *
     * @param capacity pairs that it takes at most; more than 2^24 are not supported, and not given
     */
    public RelayTable(int capacity, RandomGenerator random) {
        int wantedBits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(0, capacity - 1));
        this.slotBits = Math.clamp(wantedBits, 1, MOST_SLOT_BITS);
        this.capacity = Math.min(capacity, 1 << slotBits);
        this.slots = new AtomicReferenceArray<>(1 << slotBits);
        this.random = random;
    }

    /** The pair of this id, or null. Any thread. */
    @Nullable
    RelayPair find(int relayId) {
        RelayPair pair = slots.get((relayId >>> 1) & (slots.length() - 1));
        return pair != null && pair.id() == (relayId & ~1) ? pair : null;
    }

    /** Lets two edges send to each other; null if the table is full. Conductor. */
    public @Nullable RelayPair open(
            Binding first,
            Binding second,
            @Nullable Bandwidth ownLimit,
            @Nullable Bandwidth communityLimit,
            long nowNs) {
        if (size >= capacity) {
            return null;
        }
        int slot = used.nextClearBit(0);
        int generation = random.nextInt(1, 1 << (Integer.SIZE - 1 - slotBits));
        int id = (generation << (slotBits + 1)) | (slot << 1);
        RelayPair pair = new RelayPair(id, first, second, ownLimit, communityLimit, nowNs);
        used.set(slot);
        size++;
        slots.set(slot, pair);
        return pair;
    }

    /** Ends what {@link #open} began. Idempotent. Conductor. */
    public void close(RelayPair pair) {
        int slot = (pair.id() >>> 1) & (slots.length() - 1);
        if (slots.compareAndSet(slot, pair, null)) {
            used.clear(slot);
            size--;
        }
    }

    /** Pairs in the table. Conductor. */
    public int size() {
        return size;
    }
}
