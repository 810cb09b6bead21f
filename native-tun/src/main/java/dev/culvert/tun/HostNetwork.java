package dev.culvert.tun;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The network of this host at one moment. Immutable.
 *
 * @param links every interface
 * @param addresses every address, of whatever use
 * @param defaultRoutes of the main table, both families
 */
public record HostNetwork(List<HostLink> links, List<HostAddress> addresses, List<HostRoute> defaultRoutes) {
    /** Copies the lists, the default routes in the order in which they count. */
    public HostNetwork {
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        defaultRoutes = defaultRoutes.stream()
                .sorted(Comparator.comparing(HostRoute::metric, Integer::compareUnsigned))
                .toList();
    }

    /** The interface of this number. */
    public Optional<HostLink> link(int index) {
        return links.stream().filter(link -> link.index() == index).findFirst();
    }

    /** The default gateway of a family, that of the lowest metric; empty if there is none, or only a link. */
    public Optional<InetAddress> gateway(boolean ipv6) {
        return defaultRoutes.stream()
                .filter(route -> route.destination().isIpv6() == ipv6)
                .map(HostRoute::gateway)
                .filter(Objects::nonNull)
                .findFirst();
    }
}
