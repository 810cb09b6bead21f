package dev.culvert.system.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
 * <p>A site that has IPv6 has a /64 of 2001:2::/48 (RFC 5180's for tests); one with a port-mapping router is 45.0.N.0/30 instead of
 * 198.19.N.0/30, as miniupnpd wants no address that is reserved. ═ is an {@link ImpairedLink}, which does nothing until told so: the only one on which packets take time or are lost.
 * Owned by its lab; one thread.
 */
public final class Wan {
    /** An address at which whatever is sent there ends in silence, at the provider. */
    public static final String NOWHERE = "198.18.254.1";

    private static final List<String> SUPERNODE = List.of("198.18.0.10", "198.18.0.11");
    private static final int MOST_SITES = 200;
    private static final String LAN = "lan";
    private static final String RESERVED = "198.19";
    private static final String PUBLIC = "45.0";
    private static final String FIREWALL =
            "table inet firewall { chain input { type filter hook input priority filter; policy drop;"
                    + " iifname lo accept; meta l4proto { icmp, ipv6-icmp } accept; ct state established,related accept; }; }";

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
        return withLine(lab, seed, Impairment.NONE);
    }

    /** {@link #in} with a supernode whose own line to the internet does this to packets, each way. */
    public static Wan withLine(Lab lab, long seed, Impairment line) {
        Wan wan = new Wan(lab, seed);
        wan.west.forward();
        wan.east.forward();
        Link core = lab.link(wan.west, "198.18.255.1/30", wan.east, "198.18.255.2/30");
        Link server = wan.line(SUPERNODE.getFirst() + "/24", "198.18.0.1/24", line);
        wan.supernode.address(server.aInterface(), SUPERNODE.getLast() + "/24");
        wan.supernode.ip("route add default via 198.18.0.1");
        wan.west.ip("route add 198.18.0.0/24 via 198.18.255.2");
        joinIpv6(core, 0, 0);
        return wan;
    }

    private Link line(String serverPrefix, String corePrefix, Impairment impairment) {
        if (impairment.equals(Impairment.NONE)) {
            return lab.link(supernode, serverPrefix, east, corePrefix);
        }
        ImpairedLink impaired = lab.impairedLink(supernode, serverPrefix, east, corePrefix, seed);
        impaired.both(impairment);
        return impaired.link();
    }

    /** The core at the odd sites' end: what odd and even sites send each other passes it, and what odd ones get from the supernode. */
    public Host west() {
        return west;
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
            Access access = access(host, RESERVED);
            host.ip("route add default via " + access.gateway());
            if (kind == SiteKind.FIREWALLED) {
                host.exec("nft", FIREWALL);
            }
            return new Site(List.of(host), List.of(), access.link(), access.address());
        }
        Host outermost = lab.host("r" + (sites + 1));
        Access access = access(outermost, kind == SiteKind.MAPPED ? PUBLIC : RESERVED);
        Site site = behind(outermost, access, layers, List.of(List.of(edge())));
        switch (kind) {
            case MAPPED ->
                Miniupnpd.on(outermost, access.link().link().aInterface(), LAN).startWithAll();
            case IPV6 -> joinIpv6(access, outermost, site.host());
            case OPEN,
                    FIREWALLED,
                    FULL_CONE,
                    RESTRICTED,
                    CONE,
                    DOUBLE,
                    SEQUENTIAL,
                    PORT_BLOCK,
                    RANDOM,
                    SUPERNODE_ONLY -> {}
        }
        return site;
    }

    /** Gives a host behind a router an address that is routed from everywhere; who lets in what is up to the router's rules. */
    private static void joinIpv6(Access access, Host router, Host host) {
        int number = access.number();
        Link carrier = access.link().link();
        Link backbone = access.backbone();
        joinIpv6(backbone, 1, number);
        carrier.b().address(carrier.bInterface(), ipv6(2, number, 1) + "/64");
        router.address(carrier.aInterface(), ipv6(2, number, 2) + "/64");
        router.address(LAN, "fe80::1/64");
        router.address(LAN, ipv6(3, number, 1) + "/64");
        host.address("to-" + router, ipv6(3, number, 2) + "/64");
        host.ip("-6 route add default via " + ipv6(3, number, 1));
        router.ip("-6 route add default via " + ipv6(2, number, 1));
        String network = ipv6(3, number, 0) + "/64";
        carrier.b().ip("-6 route add default via " + ipv6(1, number, 1));
        carrier.b().ip("-6 route add " + network + " via " + ipv6(2, number, 2));
        access.near().ip("-6 route add " + network + " via " + ipv6(1, number, 2));
        access.far().ip("-6 route add " + network + " via " + ipv6(0, 0, isWest(number) ? 1 : 2));
    }

    /** Routers look for each other with their link-local addresses when they forward (RFC 4861). */
    private static void joinIpv6(Link link, int kind, int number) {
        link.a().address(link.aInterface(), "fe80::1/64");
        link.b().address(link.bInterface(), "fe80::2/64");
        link.a().address(link.aInterface(), ipv6(kind, number, 1) + "/64");
        link.b().address(link.bInterface(), ipv6(kind, number, 2) + "/64");
    }

    /**
     * An address of a network.
     *
     * @param kind of network: 0 between the cores, 1 to a provider, 2 an access link, 3 a customer's own
     * @param host 0 for the network itself
     */
    private static String ipv6(int kind, int number, int host) {
        return String.format(Locale.ROOT, "2001:2:0:%x::%s", kind * 0x1000 + number, host == 0 ? "" : host);
    }

    private static boolean isWest(int number) {
        return number % 2 == 1;
    }

    /** Two hosts in one network behind one cone, which does not hairpin. */
    public Site sameLan(InputPolicy input) {
        return behind(NatRules.of(NatKind.CONE).input(input), List.of(List.of(edge(), edge())));
    }

    /** Two hosts in two networks behind one cone, which passes nothing between them but what it hairpins. */
    public Site hairpin(InputPolicy input) {
        NatRules rules = NatRules.of(NatKind.CONE).input(input).hairpin();
        return behind(rules, List.of(List.of(edge()), List.of(edge())));
    }

    private Host edge() {
        return lab.host("e" + ++edges);
    }

    private Site behind(NatRules rules, List<List<Host>> networks) {
        Host router = lab.host("r" + (sites + 1));
        return behind(router, access(router, RESERVED), List.of(rules), networks);
    }

    private Site behind(Host outermost, Access access, List<NatRules> layers, List<List<Host>> networks) {
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

    /**
     * @param number of the site, from 1
     * @param address the customer's
     * @param gateway the provider's
     * @param backbone from the nearer core to the provider
     */
    private record Access(
            int number, ImpairedLink link, String address, String gateway, Link backbone, Host near, Host far) {}

    /**
     * Joins a customer to a provider of its own, and that to the nearer of the two cores.
     *
     * @param block the first two numbers of the public addresses
     */
    private Access access(Host customer, String block) {
        int number = ++sites;
        if (number > MOST_SITES) {
            throw new IllegalArgumentException("a WAN has room for " + MOST_SITES + " sites");
        }
        Host near = isWest(number) ? west : east;
        Host far = near == west ? east : west;
        String backbone = "198.18." + number;
        String network = block + "." + number;
        Host provider = lab.host("a" + number);
        provider.forward();
        Link toCore = lab.link(near, backbone + ".1/30", provider, backbone + ".2/30");
        ImpairedLink link = lab.impairedLink(customer, network + ".2/30", provider, network + ".1/30", seed + number);
        provider.ip("route add default via " + backbone + ".1");
        provider.ip("route add blackhole " + NOWHERE + "/32");
        near.ip("route add " + network + ".0/24 via " + backbone + ".2");
        far.ip("route add " + network + ".0/24 via 198.18.255." + (isWest(number) ? 1 : 2));
        return new Access(number, link, network + ".2", network + ".1", toCore, near, far);
    }

    /**
     * Takes a site's public address and gives it another, as providers do over night. Its packets on their way are lost; its
     * routers forget what they sent from the old one.
     *
     * @return the same site with the new address
     */
    public Site renumber(Site site) {
        Link access = site.access().link();
        String network = site.address().substring(0, site.address().lastIndexOf('.') + 1);
        int last = Integer.parseInt(site.address().substring(network.length())) + 4;
        String address = network + last;
        String gateway = network + (last - 1);
        access.b().address(access.bInterface(), gateway + "/30");
        access.a().ip("addr del " + site.address() + "/30 dev " + access.aInterface());
        access.a().address(access.aInterface(), address + "/30");
        access.a().ip("route replace default via " + gateway);
        return new Site(site.hosts(), site.routers(), site.access(), address);
    }
}
