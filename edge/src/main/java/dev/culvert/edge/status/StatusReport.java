package dev.culvert.edge.status;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running edge at one moment: what {@code edge status} shows. Immutable.
 *
 * @param device name of the TUN interface
 * @param address own overlay address with prefix length
 * @param publicKey own key
 * @param listenPort the UDP port really bound
 * @param mtu of the TUN interface
 * @param peers in the order configured
 * @param counters name to count, in the order to be shown
 */
public record StatusReport(
        String device,
        IpPrefix address,
        PublicKey publicKey,
        int listenPort,
        int mtu,
        List<PeerStatus> peers,
        Map<String, Long> counters) {

    /** Copies list and map. */
    public StatusReport {
        peers = List.copyOf(peers);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }
}
