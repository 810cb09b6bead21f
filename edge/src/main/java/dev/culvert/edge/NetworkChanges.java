package dev.culvert.edge;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.tun.HostAddress;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.HostRoute;
import dev.culvert.tun.Prefix;
import dev.culvert.tun.RouteEvent;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what the kernel announces what may change the way of a packet. Much is none of it: the kernel announces links
 * again with every scan for wireless networks, and addresses and routes with every router advertisement; and what happens
 * on the edge's own device is the edge's doing. Pure; one thread.
 */
final class NetworkChanges {
    /** Made by the kernel itself, with an address (linux/rtnetlink.h). */
    private static final int RTPROT_KERNEL = 2;
    /** Programs that exchange routes: Zebra, BIRD, Babel, BGP, IS-IS, OSPF, RIP, EIGRP. They may change many each second. */
    private static final Set<Integer> ROUTING_PROTOCOLS = Set.of(11, 12, 42, 186, 187, 188, 189, 192);
    /** Routes that are remembered; beyond it all are forgotten, and the next repetition of one counts as a change. */
    private static final int MOST_ROUTES = 4_096;

    /** Of two routes with the same key the kernel uses the one announced last. */
    private record RouteKey(Prefix destination, int metric, int table) {}

    private record NextHop(@Nullable InetAddress gateway, int index) {}

    private record Held(int index, InetAddress address) {}

    private final int ownDevice;
    private final Map<Integer, HostLink> links = new HashMap<>();
    private final Set<Held> addresses = new HashSet<>();
    private final Map<RouteKey, NextHop> routes = new HashMap<>();

    /**
     * Changes from this state on.
     *
     * @param ownDevice the index of the edge's own device
     */
    NetworkChanges(int ownDevice, HostNetwork now) {
        this.ownDevice = ownDevice;
        reset(now);
    }

    /** What is remembered is replaced: announcements were lost. */
    void reset(HostNetwork now) {
        links.clear();
        addresses.clear();
        routes.clear();
        now.links().forEach(link -> links.put(link.index(), link));
        now.addresses().stream().filter(this::counts).forEach(address -> addresses.add(held(address)));
        now.defaultRoutes().forEach(route -> routes.put(key(route), hop(route)));
    }

    /** The change in words, if it is one. */
    Optional<String> onEvent(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkChanged(HostLink link) -> onLink(link);
            case RouteEvent.LinkRemoved(HostLink link) -> onLinkGone(link);
            case RouteEvent.AddressChanged(HostAddress address) -> onAddress(address, counts(address));
            case RouteEvent.AddressRemoved(HostAddress address) -> onAddress(address, false);
            case RouteEvent.RouteChanged(HostRoute route) -> onRoute(route);
            case RouteEvent.RouteRemoved(HostRoute route) -> onRouteGone(route);
            case RouteEvent.EventsLost() -> Optional.of("more at once than could be followed");
        };
    }

    private Optional<String> onLink(HostLink link) {
        HostLink before = links.put(link.index(), link);
        boolean wasUp = before != null && before.up();
        if (link.index() == ownDevice || link.loopback() || link.up() == wasUp || !hasAddress(link)) {
            return Optional.empty();
        }
        if (!link.up()) {
            forgetRoutes(link);
        }
        return Optional.of("link " + name(link.index()) + (link.up() ? " up" : " down"));
    }

    private Optional<String> onLinkGone(HostLink link) {
        boolean counted = link.index() != ownDevice && hasAddress(link);
        String name = name(link.index());
        links.remove(link.index());
        addresses.removeIf(held -> held.index() == link.index());
        forgetRoutes(link);
        return counted ? Optional.of("link " + name + " gone") : Optional.empty();
    }

    /** The kernel does not say that IPv4's routes went with a link. */
    private void forgetRoutes(HostLink link) {
        routes.values().removeIf(hop -> hop.index() == link.index());
    }

    /** Only links with an address matter: a container's start must not disturb. */
    private boolean hasAddress(HostLink link) {
        return addresses.stream().anyMatch(held -> held.index() == link.index());
    }

    private Optional<String> onAddress(HostAddress address, boolean there) {
        Held held = held(address);
        boolean news = there ? addresses.add(held) : addresses.remove(held);
        if (!news) {
            return Optional.empty();
        }
        return Optional.of("address " + IpAddress.of(held.address()) + (there ? " added on " : " gone from ")
                + name(address.index()));
    }

    private boolean counts(HostAddress address) {
        HostLink link = links.get(address.index());
        return address.index() != ownDevice
                && (link == null || !link.loopback())
                && address.isUsable()
                && AddressScope.of(IpAddress.of(address.prefix().address())).isBeyondLink();
    }

    private Optional<String> onRoute(HostRoute route) {
        if (!counts(route)) {
            return Optional.empty();
        }
        if (routes.size() >= MOST_ROUTES) {
            routes.clear();
        }
        NextHop hop = hop(route);
        NextHop before = routes.put(key(route), hop);
        return hop.equals(before)
                ? Optional.empty()
                : Optional.of(words(route) + (before == null ? " added" : " changed"));
    }

    private Optional<String> onRouteGone(HostRoute route) {
        if (!counts(route)) {
            return Optional.empty();
        }
        routes.remove(key(route), hop(route));
        return Optional.of(words(route) + " gone");
    }

    private boolean counts(HostRoute route) {
        return route.index() != ownDevice
                && route.protocol() != RTPROT_KERNEL
                && (route.isDefault() || !ROUTING_PROTOCOLS.contains(route.protocol()));
    }

    private String words(HostRoute route) {
        String to = route.isDefault() ? "default route" : "route to " + route.destination();
        return to + (route.index() == 0 ? "" : " by " + name(route.index()));
    }

    private String name(int index) {
        HostLink link = links.get(index);
        return link == null || link.name().isEmpty() ? "interface " + index : link.name();
    }

    private static Held held(HostAddress address) {
        return new Held(address.index(), address.prefix().address());
    }

    private static RouteKey key(HostRoute route) {
        return new RouteKey(route.destination(), route.metric(), route.table());
    }

    private static NextHop hop(HostRoute route) {
        return new NextHop(route.gateway(), route.index());
    }
}
