package dev.culvert.edge.network;

import java.util.List;
import java.util.Optional;

/**
 * The host's network at one moment, as far as it matters to others. Immutable.
 *
 * @param addresses by which other edges may reach the host, those of the default routes' links first
 * @param gateway the router that packets to the internet go to, by IPv4
 */
public record LocalNetwork(List<LocalAddress> addresses, Optional<Gateway> gateway) {
    /** Copies the list. */
    public LocalNetwork {
        addresses = List.copyOf(addresses);
    }
}
