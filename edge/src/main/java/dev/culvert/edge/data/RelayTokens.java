package dev.culvert.edge.data;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Arrival;
import java.util.Arrays;

/**
 * By which a relayed packet shows that a supernode of ours forwarded it: our own token, from the supernode's endpoint.
 * Changed by the conductor, read by any thread.
 */
public final class RelayTokens {
    private record Entry(Endpoint supernode, long token) {}

    private volatile Entry[] entries = {};

    /** A supernode gave us a token; it replaces the one that it gave before. Conductor. */
    public void put(Endpoint supernode, long token) {
        Entry[] others = without(supernode);
        Entry[] all = Arrays.copyOf(others, others.length + 1);
        all[others.length] = new Entry(supernode, token);
        entries = all;
    }

    /** A supernode's packets are no longer accepted. Conductor. */
    public void remove(Endpoint supernode) {
        entries = without(supernode);
    }

    /** Whether a relayed datagram with this token came from who gave it to us. */
    boolean accepts(long token, Arrival arrival) {
        for (Entry entry : entries) {
            if (entry.token == token && arrival.isFrom(entry.supernode)) {
                return true;
            }
        }
        return false;
    }

    private Entry[] without(Endpoint supernode) {
        return Arrays.stream(entries)
                .filter(entry -> !entry.supernode.equals(supernode))
                .toArray(Entry[]::new);
    }
}
