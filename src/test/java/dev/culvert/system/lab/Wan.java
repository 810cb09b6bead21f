package dev.culvert.system.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The public internet of a NAT lab, in 198.18.0.0/15 (RFC 2544's network for tests): routed, so that a packet with a small TTL
 * dies on its way. From the customer of one side to that of the other it passes four routers of providers, to the supernode
 * two or three.
 *
 * <pre>
 *                198.18.1.2          198.18.255.1   .2           198.18.2.2
 *  site 1 ═══════════ a1 ──────────── west ────── east ──────────── a2 ═══════════ site 2
 *  198.19.1.2   198.19.1.1                          │               198.19.2.1   198.19.2.2
 *                                             supernode 198.18.0.10, 198.18.0.11
 * </pre>
 *
 * <p>═ is an {@link ImpairedLink}, which does nothing until told so: the only one on which packets take time or are lost.
 * Owned by its lab; one thread.
 */
public final class Wan {
    /** An address at which whatever is sent there ends in silence, at the provider. */
    public static final String NOWHERE = "198.18.254.1";

    private static final List<String> SUPERNODE = List.of("198.18.0.10", "198.18.0.11");
    private static final int MOST_SITES = 200;

    private final Lab lab;
    private final long seed;
    private final Host west;
    private final Host east;
    private final Host supernode;
    private int sites;
    private int edges;

    private Wan(Lab lab, long seed) {
        this.lab = lab;
        this.seed = seed;
        west = lab.host("west");
        east = lab.host("east");
        supernode = lab.host("sn");
    }

    /**
     * Builds it, with no site yet.
     *
     * @param seed of what the access links lose
     */
    public static Wan in(Lab lab, long seed) {
        Wan wan = new Wan(lab, seed);
        wan.west.forward();
        wan.east.forward();
        lab.link(wan.west, "198.18.255.1/30", wan.east, "198.18.255.2/30");
        Link server = lab.link(wan.supernode, SUPERNODE.getFirst() + "/24", wan.east, "198.18.0.1/24");
        wan.supernode.address(server.aInterface(), SUPERNODE.getLast() + "/24");
        wan.supernode.ip("route add default via 198.18.0.1");
        wan.west.ip("route add 198.18.0.0/24 via 198.18.255.2");
        return wan;
    }

    /** Where the supernode runs. */
    public Host supernode() {
        return supernode;
    }

    /** The supernode's two addresses; NAT detection by RFC 5780 wants two. */
    public List<String> supernodeAddresses() {
        return SUPERNODE;
    }

    /** A host on its own. */
    public Site site(SiteKind kind, InputPolicy input) {
        List<NatRules> layers = kind.rules(input, SUPERNODE);
        if (layers.isEmpty()) {
            Host host = edge();
            Access access = access(host);
            host.ip("route add default via " + access.gateway());
            return new Site(List.of(host), List.of(), access.link(), access.address());
        }
        return behind(layers, List.of(List.of(edge())));
    }

    /** Two hosts in one network behind one cone, which does not hairpin. */
    public Site sameLan(InputPolicy input) {
        return behind(List.of(NatRules.of(NatKind.CONE).input(input)), List.of(List.of(edge(), edge())));
    }

    /** Two hosts in two networks behind one cone, which passes nothing between them but what it hairpins. */
    public Site hairpin(InputPolicy input) {
        NatRules rules = NatRules.of(NatKind.CONE).input(input).hairpin();
        return behind(List.of(rules), List.of(List.of(edge()), List.of(edge())));
    }

    private Host edge() {
        return lab.host("e" + ++edges);
    }

    private Site behind(List<NatRules> layers, List<List<Host>> networks) {
        Host outermost = lab.host("r" + (sites + 1));
        Access access = access(outermost);
        List<NatRouter> routers = new ArrayList<>();
        routers.add(NatRouter.create(
                outermost,
                new NatRouter.Uplink(access.link().link().aInterface(), access.address(), access.gateway()),
                layers.getLast()));
        for (NatRules inner : layers.reversed().subList(1, layers.size())) {
            NatRouter outer = routers.getFirst();
            Host router = lab.host("r" + sites + "x" + routers.size());
            String carrier = "100.64." + routers.size();
            outer.lan(carrier, router);
            routers.addFirst(NatRouter.create(
                    router, new NatRouter.Uplink("to-" + outer.host(), carrier + ".2", carrier + ".1"), inner));
        }
        for (int i = 0; i < networks.size(); i++) {
            routers.getFirst().lan("192.168." + (i + 1), networks.get(i).toArray(Host[]::new));
        }
        return new Site(networks.stream().flatMap(List::stream).toList(), routers, access.link(), access.address());
    }

    private record Access(ImpairedLink link, String address, String gateway) {}

    /** Joins a customer to a provider of its own, and that to the nearer of the two cores. */
    private Access access(Host customer) {
        int number = ++sites;
        if (number > MOST_SITES) {
            throw new IllegalArgumentException("a WAN has room for " + MOST_SITES + " sites");
        }
        Host near = number % 2 == 1 ? west : east;
        Host far = near == west ? east : west;
        String backbone = "198.18." + number;
        String network = "198.19." + number;
        Host provider = lab.host("a" + number);
        provider.forward();
        lab.link(near, backbone + ".1/30", provider, backbone + ".2/30");
        ImpairedLink link = lab.impairedLink(customer, network + ".2/30", provider, network + ".1/30", seed + number);
        provider.ip("route add default via " + backbone + ".1");
        provider.ip("route add blackhole " + NOWHERE + "/32");
        near.ip("route add " + network + ".0/30 via " + backbone + ".2");
        far.ip("route add " + network + ".0/30 via 198.18.255." + (near == west ? 1 : 2));
        return new Access(link, network + ".2", network + ".1");
    }
}
