package dev.culvert.edge.network;

import dev.culvert.common.ip.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * The host's network at one moment, as far as it matters to others. Immutable.
 *
 * @param addresses by which other edges may reach the host, those of the default routes' links first
 * @param gateway the router that packets to the internet go to, by IPv4
 * @param gatewayIpv6 the same by IPv6
 */
public record LocalNetwork(List<LocalAddress> addresses, Optional<Gateway> gateway, Optional<Gateway> gatewayIpv6) {
    /** A network of which nothing is known. */
    public static final LocalNetwork UNKNOWN = new LocalNetwork(List.of(), Optional.empty(), Optional.empty());

    /**
     * A default gateway.
     *
     * @param scopeId the number of the interface that it is behind; needed where the address is link-local
     */
    public record Gateway(IpAddress address, int scopeId) {}
}
