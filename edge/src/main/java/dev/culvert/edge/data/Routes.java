package dev.culvert.edge.data;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ip.PrefixTable;
import dev.culvert.edge.peer.Peer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which peer an overlay address belongs to. Replaced as a whole by the conductor, read by any thread. */
public final class Routes {
    private volatile PrefixTable<Peer> table = PrefixTable.of(Map.of());
    private volatile @Nullable IpPrefix overlay;

    /** Rebuilds the table from the peers' addresses. Conductor. */
    public void rebuild(Collection<Peer> peers) {
        Map<IpPrefix, Peer> entries = new HashMap<>();
        peers.forEach(peer -> peer.allowedIps().forEach(prefix -> entries.put(prefix, peer)));
        table = PrefixTable.of(entries);
    }

    /** Whoever has an address in here can be asked for; null where there is nobody to ask. Conductor. */
    public void askFor(@Nullable IpPrefix prefix) {
        overlay = prefix;
    }

    /** Whether it may be asked who has an address. */
    boolean isAskable(long high, long low) {
        IpPrefix prefix = overlay;
        return prefix != null && prefix.contains(new IpAddress(high, low));
    }

    /** Whether an address is some peer's inside the overlay. */
    public boolean hasPeer(IpAddress address) {
        return table.lookup(address) != null;
    }

    /** The peer of an address in two halves, or null. */
    @Nullable
    Peer lookup(long high, long low) {
        return table.lookup(high, low);
    }
}
