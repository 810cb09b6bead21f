package dev.culvert.system.lab;

import java.util.Locale;

/**
 * A home router: hosts inside share its public address, and nothing comes in that was not asked for. Its public
 * interface drops whatever it did not ask for in silence.
 *
 * <pre>
 *  first 192.168.1.2 ─┐
 *                     ├ lan 192.168.1.1  router  203.0.113.(4n+1) ── 203.0.113.(4n+2) isp
 * second 192.168.1.3 ─┘
 * </pre>
 */
public final class NatRouter {
    private static final String LAN = "lan";
    private static final String LAN_ADDRESS = "192.168.1.1";
    private static final int FIRST_INSIDE = 2;
    private static final int MOST_ROUTERS = 63;

    private final Host router;
    private final String address;
    private final String gateway;
    private final String publicInterface;

    private NatRouter(Host router, String address, String gateway, String publicInterface) {
        this.router = router;
        this.address = address;
        this.gateway = gateway;
        this.publicInterface = publicInterface;
    }

    static NatRouter create(Lab lab, int number, Host router, NatKind kind, Host isp, Host... inside) {
        if (number >= MOST_ROUTERS) {
            throw new IllegalArgumentException("a lab has room for " + MOST_ROUTERS + " NAT routers");
        }
        String address = "203.0.113." + (4 * number + 1);
        String gateway = "203.0.113." + (4 * number + 2);
        Link wan = lab.link(router, address + "/30", isp, gateway + "/30");
        router.ip("route add default via " + gateway);
        router.ip("link add " + LAN + " type bridge");
        router.address(LAN, LAN_ADDRESS + "/24");
        router.ip("link set " + LAN + " up");
        for (int i = 0; i < inside.length; i++) {
            String port = lab.plug(inside[i], "192.168.1." + (FIRST_INSIDE + i) + "/24", router);
            router.ip("link set " + port + " master " + LAN);
            inside[i].ip("route add default via " + LAN_ADDRESS);
        }
        router.forward();
        router.exec("nft", rules(kind, wan.aInterface()));
        return new NatRouter(router, address, gateway, wan.aInterface());
    }

    private static String rules(NatKind kind, String publicInterface) {
        String fromInside = "iifname != \"" + publicInterface + "\" accept; ";
        String asked = "ct state established,related accept; ";
        return String.format(
                Locale.ROOT,
                "table inet router { chain post { type nat hook postrouting priority 100; oifname \"%s\" %s; }; "
                        + "chain forward { type filter hook forward priority 0; policy drop; %s }; "
                        + "chain input { type filter hook input priority 0; policy drop; %s }; }",
                publicInterface,
                kind.statement(),
                fromInside + asked,
                fromInside + asked);
    }

    /** The router itself. */
    public Host host() {
        return router;
    }

    /** The public IPv4 address that hosts inside are seen with. */
    public String address() {
        return address;
    }

    /** The provider's address on the link to this router: an address of that host that all inside can reach. */
    public String gateway() {
        return gateway;
    }

    /** The router's interface towards the provider, for captures. */
    public String publicInterface() {
        return publicInterface;
    }
}
