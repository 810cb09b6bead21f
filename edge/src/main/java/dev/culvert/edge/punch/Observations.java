package dev.culvert.edge.punch;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a peer is seen: by supernodes, each for itself (by another family, or from the other side of a NAT), and by
 * ourselves, where it has answered. Conductor thread.
 */
final class Observations {
    private final Set<IpAddress> answered = new LinkedHashSet<>();
    private final Map<String, Endpoint> bySupernode = new LinkedHashMap<>();

    /** A supernode sees the peer there; whether that is news to those who have met it before. */
    boolean put(String supernode, Endpoint endpoint) {
        boolean another = !bySupernode.isEmpty() && !has(endpoint.address());
        Endpoint before = bySupernode.put(supernode, endpoint);
        return before == null ? another : !before.equals(endpoint);
    }

    /** Whether no supernode has said anything. */
    boolean isEmpty() {
        return bySupernode.isEmpty();
    }

    /** Whether any supernode sees the peer at this address. */
    boolean has(IpAddress address) {
        return bySupernode.values().stream()
                .anyMatch(endpoint -> endpoint.address().equals(address));
    }

    /** The peer has answered from there. */
    void answered(IpAddress address) {
        if (answered.add(address) && answered.size() > Limits.CANDIDATES) {
            answered.remove(answered.iterator().next());
        }
    }

    /** Whether more than the peer's own word says that it is there. */
    boolean isProven(IpAddress address) {
        return has(address) || answered.contains(address);
    }

    /** Whether any supernode sees the peer there. */
    boolean has(Endpoint endpoint) {
        return bySupernode.containsValue(endpoint);
    }
}
