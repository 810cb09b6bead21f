package dev.culvert.edge;

import dev.culvert.common.ip.IcmpTooBig;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.edge.peer.Peer;
import java.util.Collection;
import java.util.Map;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log, once a path, that IPv6 packets may be lost there (docs/decisions/0013), as soon as one was. Conductor
 * thread.
 */
final class NarrowPaths {
    private static final Logger log = LoggerFactory.getLogger(NarrowPaths.class);

    private final Counters<CounterId> counters;
    private final Map<Peer, Path> told = new WeakHashMap<>(); // peers come and go
    private long counted;

    NarrowPaths(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /** Looks whether any was lost since the last tick. */
    void onTick(Collection<Peer> peers) {
        long now = counters.value(CounterId.DROP_BELOW_IPV6_LEAST);
        if (now == counted) {
            return;
        }
        counted = now;
        for (Peer peer : peers) {
            Path path = peer.sendState().path();
            int limit = peer.sendState().packetLimit();
            if (path != null && limit < IcmpTooBig.IPV6_LEAST_MTU && !path.equals(told.put(peer, path))) {
                log.warn(
                        "{}: the path carries packets of {} bytes; larger IPv6 packets of up to {} are lost, because"
                                + " their senders cannot be told: lower the MTU of the programs, or widen the path",
                        peer,
                        limit,
                        IcmpTooBig.IPV6_LEAST_MTU);
            }
        }
    }
}
