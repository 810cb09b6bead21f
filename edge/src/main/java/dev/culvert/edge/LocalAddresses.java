package dev.culvert.edge;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.network.LocalAddress;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.tun.HostAddress;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.HostRoute;
import dev.culvert.tun.Prefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses of a host's addresses those by which other edges may reach it. Pure. */
final class LocalAddresses {
    private LocalAddresses() {}

    /**
     * Usable addresses on links that are up: none on the edge's own device, none of the host alone, none that is valid on
     * its link only. First those on links that a default route leads through, in the order of the routes.
     *
     * @param ownDevice the index of the edge's own device
     */
    static LocalNetwork of(HostNetwork network, int ownDevice) {
        List<HostRoute> routes = network.defaultRoutes().stream()
                .filter(route -> route.index() != ownDevice)
                .toList();
        List<Integer> uplinks = routes.stream().map(HostRoute::index).distinct().toList();
        List<LocalAddress> addresses = network.addresses().stream()
                .filter(address -> address.isUsable() && address.index() != ownDevice)
                .sorted(Comparator.comparingInt(address -> rank(uplinks, address)))
                .flatMap(address -> local(network, address).stream())
                .toList();
        return new LocalNetwork(addresses, gateway(network, routes));
    }

    private static int rank(List<Integer> uplinks, HostAddress address) {
        int at = uplinks.indexOf(address.index());
        return at < 0 ? uplinks.size() : at;
    }

    private static Optional<LocalAddress> local(HostNetwork network, HostAddress address) {
        IpAddress own = IpAddress.of(address.prefix().address());
        return network.link(address.index())
                .filter(link ->
                        link.up() && !link.loopback() && AddressScope.of(own).isBeyondLink())
                .map(HostLink::name)
                .map(name -> new LocalAddress(own, name));
    }

    /** That of the first IPv4 route with a next hop, and the address that the kernel most likely takes on its link. */
    private static Optional<Gateway> gateway(HostNetwork network, List<HostRoute> routes) {
        for (HostRoute route : routes) {
            InetAddress hop = route.gateway();
            if (hop instanceof Inet4Address && !route.destination().isIpv6()) {
                IpAddress router = IpAddress.of(hop);
                return network.addresses().stream()
                        .filter(address -> address.index() == route.index()
                                && address.isUsable()
                                && address.prefix().address() instanceof Inet4Address)
                        .map(HostAddress::prefix)
                        .min(Comparator.comparing(own -> !prefix(own).contains(router)))
                        .map(own -> new Gateway(router, IpAddress.of(own.address())));
            }
        }
        return Optional.empty();
    }

    private static IpPrefix prefix(Prefix own) {
        return new IpPrefix(IpAddress.of(own.address()), own.length());
    }
}
