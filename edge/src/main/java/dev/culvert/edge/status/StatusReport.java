package dev.culvert.edge.status;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running edge at one moment: what {@code edge status} shows. Immutable.
 *
 * @param device name of the TUN interface
 * @param address own overlay address with prefix length, none until a supernode has granted one
 * @param publicKey own key
 * @param listenPort the UDP port really bound
 * @param mtu of the TUN interface
 * @param community the one it is configured for, if any
 * @param supernodes in the order configured
 * @param peers those configured in their order, then those met
 * @param nat what the NATs before the edge do; nothing where that is not looked for
 * @param forwarded what routers say they forward to it
 * @param counters name to count, in the order to be shown
 */
public record StatusReport(
        String device,
        Optional<IpPrefix> address,
        PublicKey publicKey,
        int listenPort,
        int mtu,
        Optional<CommunityStatus> community,
        List<SupernodeStatus> supernodes,
        List<PeerStatus> peers,
        Optional<NatStatus> nat,
        List<ForwardedStatus> forwarded,
        Map<String, Long> counters) {

    /** Copies lists and map. */
    public StatusReport {
        supernodes = List.copyOf(supernodes);
        peers = List.copyOf(peers);
        forwarded = List.copyOf(forwarded);
        counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }
}
