package dev.culvert.common.ip;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Longest-prefix match over both families. Immutable: built once, then read by any thread without locks or allocation.
 *
 * <p>One open-addressed hash table a prefix length that occurs, tried from the longest: an overlay has host routes and
 * a few networks, so a look-up is one to three probes however many entries there are.
 *
 * @param <V> what an address belongs to
 */
public final class PrefixTable<V> {
    private final Level<V>[] levels;

    private PrefixTable(Level<V>[] levels) {
        this.levels = levels;
    }

    /**
     * The table of these entries; host bits of the prefixes are ignored.
     *
     * @param entries prefix to value; of two prefixes that name one network the one iterated last wins
     */
    public static <V> PrefixTable<V> of(Map<IpPrefix, V> entries) {
        // IPv4 lengths are 96 more here, so that the families never meet on one level but for mapped addresses.
        Map<Integer, Map<IpAddress, V>> byLength = new TreeMap<>((a, b) -> Integer.compare(b, a));
        entries.forEach((prefix, value) -> byLength.computeIfAbsent(prefix.mappedLength(), length -> new HashMap<>())
                .put(prefix.network().address(), value));
        @SuppressWarnings({"unchecked", "rawtypes"}) // a generic array cannot be made otherwise; it never escapes
        Level<V>[] levels = new Level[byLength.size()];
        int i = 0;
        for (Map.Entry<Integer, Map<IpAddress, V>> level : byLength.entrySet()) {
            levels[i++] = new Level<>(level.getKey(), level.getValue());
        }
        return new PrefixTable<>(levels);
    }

    /** The value of the longest prefix that contains the address, or null. */
    public @Nullable V lookup(long high, long low) {
        boolean ipv4 = new IpAddress(high, low).isIpv4();
        for (Level<V> level : levels) {
            if (ipv4 && level.ipv6Only) {
                return null; // a short IPv6 prefix such as ::/0 covers the mapped form, not the IPv4 address
            }
            V value = level.find(high & level.highMask, low & level.lowMask);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The value of the longest prefix that contains the address, or null. */
    public @Nullable V lookup(IpAddress address) {
        return lookup(address.high(), address.low());
    }

    /** All prefixes of one length. */
    private static final class Level<V> {
        private final long highMask;
        private final long lowMask;
        private final long[] keys; // high, low, high, low …
        private final @Nullable Object[] values;
        private final int slotMask;
        private final boolean ipv6Only;

        Level(int mappedLength, Map<IpAddress, V> networks) {
            ipv6Only = mappedLength < IpPrefix.MAPPED_BITS;
            highMask = IpPrefix.highMask(mappedLength);
            lowMask = IpPrefix.lowMask(mappedLength);
            int slots = Math.max(2, Integer.highestOneBit(networks.size()) << 2); // at most half full
            slotMask = slots - 1;
            keys = new long[2 * slots];
            values = new @Nullable Object[slots];
            networks.forEach((network, value) -> {
                int slot = slot(network.high(), network.low());
                while (values[slot] != null) {
                    slot = slot + 1 & slotMask;
                }
                keys[2 * slot] = network.high();
                keys[2 * slot + 1] = network.low();
                values[slot] = value;
            });
        }

        @SuppressWarnings("unchecked") // only the constructor fills it, with V
        @Nullable
        V find(long high, long low) {
            for (int slot = slot(high, low); values[slot] != null; slot = slot + 1 & slotMask) {
                if (keys[2 * slot] == high && keys[2 * slot + 1] == low) {
                    return (V) values[slot];
                }
            }
            return null;
        }

        private int slot(long high, long low) {
            long mixed = (high * 0x9E3779B97F4A7C15L ^ low) * 0xD6E8FEB86659FD93L;
            return (int) (mixed >>> 32) & slotMask;
        }
    }
}
