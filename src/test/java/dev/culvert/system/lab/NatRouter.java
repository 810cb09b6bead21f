package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A router that hides hosts behind its one public address, as its {@link NatRules} say.
 *
 * <pre>
 *  first 192.168.1.2 ─┐
 *                     ├ lan 192.168.1.1  router  203.0.113.(4n+1) ── 203.0.113.(4n+2) isp
 * second 192.168.1.3 ─┘
 * </pre>
 */
public final class NatRouter {
    private static final int FIRST_INSIDE = 2;
    private static final int MOST_ROUTERS = 63;

    private final Host router;
    private final Uplink uplink;
    private final Path rules;
    private int lans;

    /**
     * How a router reaches its provider.
     *
     * @param device its interface towards the provider
     * @param address its own address there
     * @param gateway the provider's
     */
    record Uplink(String device, String address, String gateway) {}

    private NatRouter(Host router, Uplink uplink, Path rules) {
        this.router = router;
        this.uplink = uplink;
        this.rules = rules;
    }

    /** Makes a router of a host whose uplink has its address already. Nobody is behind it yet. */
    static NatRouter create(Host router, Uplink uplink, NatRules rules) {
        router.ip("route replace default via " + uplink.gateway());
        router.forward();
        Path file = router.lab().directory("nft").resolve(router.name());
        try {
            Files.writeString(file, rules.text(uplink.device(), uplink.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        NatRouter created = new NatRouter(router, uplink, file);
        created.load();
        return created;
    }

    /** The one that {@link Lab#nat} describes. */
    static NatRouter create(Lab lab, int number, Host router, NatRules rules, Host isp, Host... inside) {
        if (number >= MOST_ROUTERS) {
            throw new IllegalArgumentException("a lab has room for " + MOST_ROUTERS + " NAT routers");
        }
        String address = "203.0.113." + (4 * number + 1);
        String gateway = "203.0.113." + (4 * number + 2);
        Link wan = lab.link(router, address + "/30", isp, gateway + "/30");
        NatRouter created = create(router, new Uplink(wan.aInterface(), address, gateway), rules);
        created.lan("192.168.1", inside);
        return created;
    }

    /**
     * A switched network behind the router. It is {@code .1} there; the hosts get {@code .2} and so on, and a default route.
     *
     * @param network the first three numbers of its /24
     */
    void lan(String network, Host... inside) {
        String bridge = lans == 0 ? "lan" : "lan" + (lans + 1);
        lans++;
        router.ip("link add " + bridge + " type bridge");
        router.address(bridge, network + ".1/24");
        router.ip("link set " + bridge + " up");
        for (int i = 0; i < inside.length; i++) {
            String port = router.lab().plug(inside[i], network + "." + (FIRST_INSIDE + i) + "/24", router);
            router.ip("link set " + port + " master " + bridge);
            inside[i].ip("route add default via " + network + ".1");
        }
    }

    /** Forgets every mapping and begins to number anew, as after a power cut that nobody notices. */
    public void forget() {
        load();
        Conntrack.flush(router);
    }

    private void load() {
        router.exec("nft", "-f", rules.toString());
    }

    /** The router itself. */
    public Host host() {
        return router;
    }

    /** The public IPv4 address that hosts inside are seen with. */
    public String address() {
        return uplink.address();
    }

    /** The provider's address on the link to this router: an address of that host that all inside can reach. */
    public String gateway() {
        return uplink.gateway();
    }

    /** The router's interface towards the provider, for captures. */
    public String publicInterface() {
        return uplink.device();
    }
}
