package dev.culvert.supernode.relay;

import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import org.jspecify.annotations.Nullable;

/**
 * Where an edge is, and under which token: set by the conductor, read by the worker for every relayed datagram. It stays
 * the same object for as long as the edge is known, so that relays need not be rebuilt when it moves.
 */
public final class Binding {
    /**
     * Where a registered edge is.
     *
     * @param token what it writes into RELAY and KEEP
     * @param path to where it was last heard of in a handshake, Register or RelayBind
     */
    public record Bound(long token, Path path) {
        /** Whether a datagram with this token, arrived so, is the edge's. */
        boolean permits(long given, Arrival arrival) {
            return given == token && arrival.isFrom(path.remote());
        }
    }

    private volatile @Nullable Bound bound;
    private volatile long keptNs = Activity.NEVER;

    /** Where the edge is, or null while it is not registered. Any thread. */
    public @Nullable Bound bound() {
        return bound;
    }

    /** When its last KEEP came, or {@link Activity#NEVER}. Any thread. */
    public long keptNs() {
        return keptNs;
    }

    /** A KEEP came from where the edge is. Worker. */
    void kept(long nowNs) {
        keptNs = nowNs;
    }

    void set(@Nullable Bound next) {
        bound = next;
    }
}
