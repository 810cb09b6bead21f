package dev.culvert.common.session;

import dev.culvert.common.wire.MessageLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Receiver index to handshake or keypair: an open-addressed table that one thread (the conductor) changes and any thread
 * reads, without locks and without allocation.
 *
 * <p>Removed entries leave a tombstone, so that a reader's probe never stops short; when half the table is used or dead,
 * the live entries move to a fresh one.
 *
 * @param <P> what the sessions belong to
 */
public final class IndexTable<P> {
    private static final int INITIAL_SLOTS = 64;
    private static final Object TOMBSTONE = new Object();

    private final RandomGenerator random;
    private volatile AtomicReferenceArray<@Nullable Object> slots = new AtomicReferenceArray<>(INITIAL_SLOTS);
    private int live;
    private int used; // live and tombstones

    IndexTable(RandomGenerator random) {
        this.random = random;
    }

    /** The entry of this index, or null. Any thread. */
    @SuppressWarnings("unchecked") // the table holds entries of P and the tombstone
    public @Nullable IndexEntry<P> find(int index) {
        AtomicReferenceArray<@Nullable Object> table = slots;
        for (int i = slot(index, table); ; i = (i + 1) & (table.length() - 1)) {
            Object candidate = table.get(i);
            if (candidate == null) {
                return null;
            }
            if (candidate instanceof IndexEntry<?> entry && entry.localIndex() == index) {
                return (IndexEntry<P>) entry;
            }
        }
    }

    /** A random index that is not in use and does not look like STUN. */
    int unusedIndex() {
        int index;
        do {
            index = random.nextInt();
        } while (index == MessageLayout.RESERVED_INDEX || find(index) != null);
        return index;
    }

    /** Installs an entry; one with the same index is replaced in place. */
    void put(IndexEntry<P> entry) {
        AtomicReferenceArray<@Nullable Object> table = slots;
        int at = indexOf(entry.localIndex(), table);
        if (at >= 0) {
            table.set(at, entry);
            return;
        }
        if (2 * (used + 1) > table.length()) {
            table = rebuilt(table);
        }
        insert(entry, table);
        live++;
        used++;
        slots = table;
    }

    /** Forgets an entry, if it is still the one installed. */
    void remove(IndexEntry<P> entry) {
        AtomicReferenceArray<@Nullable Object> table = slots;
        int at = indexOf(entry.localIndex(), table);
        if (at >= 0 && table.get(at) == entry) {
            table.set(at, TOMBSTONE);
            live--;
        }
    }

    /** Entries installed. */
    int size() {
        return live;
    }

    private AtomicReferenceArray<@Nullable Object> rebuilt(AtomicReferenceArray<@Nullable Object> old) {
        int length = Math.max(INITIAL_SLOTS, Integer.highestOneBit(live + 1) << 2);
        AtomicReferenceArray<@Nullable Object> fresh = new AtomicReferenceArray<>(length);
        for (int i = 0; i < old.length(); i++) {
            if (old.get(i) instanceof IndexEntry<?> entry) {
                insert(entry, fresh);
            }
        }
        used = live;
        return fresh;
    }

    private static void insert(IndexEntry<?> entry, AtomicReferenceArray<@Nullable Object> table) {
        int i = slot(entry.localIndex(), table);
        while (table.get(i) != null) {
            i = (i + 1) & (table.length() - 1);
        }
        table.set(i, entry);
    }

    private static int indexOf(int index, AtomicReferenceArray<@Nullable Object> table) {
        for (int i = slot(index, table); ; i = (i + 1) & (table.length() - 1)) {
            Object candidate = table.get(i);
            if (candidate == null) {
                return -1;
            }
            if (candidate instanceof IndexEntry<?> entry && entry.localIndex() == index) {
                return i;
            }
        }
    }

    private static int slot(int index, AtomicReferenceArray<@Nullable Object> table) {
        return (index ^ (index >>> 16)) & (table.length() - 1);
    }
}
