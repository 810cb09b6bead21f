package dev.culvert.supernode.status;

import dev.culvert.common.crypto.PublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running supernode at one moment: what {@code supernode status} shows. Immutable.
 *
 * @param publicKey own key
 * @param port the UDP port really bound
 * @param stunPort the second one
 * @param uptimeSeconds since its start
 * @param communities those with at least one claim, by id
 * @param relays pairs that may send to each other by this supernode
 * @param counters name to count, in the order to be shown
 */
public record SupernodeReport(
        PublicKey publicKey,
        int port,
        int stunPort,
        long uptimeSeconds,
        List<CommunityReport> communities,
        List<RelayReport> relays,
        Map<String, Long> counters) {

    /** Copies lists and map. */
    public SupernodeReport {
        communities = List.copyOf(communities);
        relays = List.copyOf(relays);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }
}
