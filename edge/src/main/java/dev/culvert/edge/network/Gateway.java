package dev.culvert.edge.network;

import dev.culvert.common.ip.IpAddress;

/**
 * The router that leads to the internet, and this host's own address before it. Immutable.
 *
 * @param router its IPv4 address on this side
 * @param local this host's IPv4 address that packets to it carry
 */
public record Gateway(IpAddress router, IpAddress local) {

    /** Refuses IPv6, where there are no ports to map. */
    public Gateway {
        if (!router.isIpv4() || !local.isIpv4()) {
            throw new IllegalArgumentException("a gateway with port mappings has IPv4 addresses: " + router);
        }
    }
}
