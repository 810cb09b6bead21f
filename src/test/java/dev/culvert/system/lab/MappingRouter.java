package dev.culvert.system.lab;

/**
 * A home router that hosts inside may ask for port mappings: a port-restricted NAT with {@link Miniupnpd}. The outer network is
 * a public one, as that wants it.
 *
 * <pre>
 * inside 192.168.1.2 ── 192.168.1.1 router 45.0.0.1 ── 45.0.0.2 outside
 * </pre>
 */
public final class MappingRouter {
    /** Who the host inside is to the router. */
    public static final String INSIDE = "192.168.1.2";
    /** The router's public address. */
    public static final String ADDRESS = "45.0.0.1";
    /** The host outside. */
    public static final String OUTSIDE = "45.0.0.2";

    private static final String LAN = "lan";

    private final Host router;
    private final Miniupnpd daemon;
    private int nextInside = 2;

    private MappingRouter(Host router, Miniupnpd daemon) {
        this.router = router;
        this.daemon = daemon;
    }

    /** Joins the three hosts; nobody answers requests for mappings yet. */
    public static MappingRouter between(Host inside, Host router, Host outside) {
        Link wan = inside.lab().link(router, ADDRESS + "/24", outside, OUTSIDE + "/24");
        router.ip("link add " + LAN + " type bridge");
        router.address(LAN, "192.168.1.1/24");
        router.ip("link set " + LAN + " up");
        router.forward();
        router.exec("nft", rules(wan.aInterface()));
        MappingRouter made = new MappingRouter(router, Miniupnpd.on(router, wan.aInterface(), LAN));
        made.addInside(inside);
        return made;
    }

    private static String rules(String outside) {
        return """
                table inet router {
                %1$s
                chain forward { type filter hook forward priority 0; policy drop
                  iifname != "%2$s" accept; ct state established,related accept; jump miniupnpd; }
                chain input { type filter hook input priority 0; policy drop
                  iifname != "%2$s" accept; ct state established,related accept; }
                chain pre { type nat hook prerouting priority -100; jump prerouting_miniupnpd; }
                chain post { type nat hook postrouting priority 100
                  jump postrouting_miniupnpd; oifname "%2$s" masquerade; }
                }
                """.formatted(Miniupnpd.CHAINS, outside);
    }

    /** Who answers requests; it does not run at first. */
    public Miniupnpd daemon() {
        return daemon;
    }

    /** Puts a host behind the router: the first is {@link #INSIDE}, the next has the next address. */
    public void addInside(Host host) {
        String port = host.lab().plug(host, "192.168.1." + nextInside++ + "/24", router);
        router.ip("link set " + port + " master " + LAN);
        host.ip("route add default via 192.168.1.1");
    }
}
