package dev.culvert.system;

import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Link;
import dev.culvert.system.lab.StockWireGuard;

/**
 * What most tests need: two hosts and a cable, of both families.
 *
 * <pre>
 *  a 192.0.2.1    ──veth── b 192.0.2.2
 *    2001:db8::1             2001:db8::2
 *    10.0.0.1     ~tunnel~   10.0.0.2
 * </pre>
 */
record TwoHosts(Lab lab, Host a, Host b, Link link) implements AutoCloseable {
    static final String A = "192.0.2.1";
    static final String B = "192.0.2.2";
    static final int EDGE_PORT = 7777;
    static final int STOCK_PORT = 51820;
    static final String A_ENDPOINT = A + ":" + EDGE_PORT;

    static TwoHosts cabled() {
        Lab lab = Lab.open();
        Host a = lab.host("a");
        Host b = lab.host("b");
        Link link = lab.link(a, A + "/24", b, B + "/24");
        a.address(link.aInterface(), "2001:db8::1/64");
        b.address(link.bInterface(), "2001:db8::2/64");
        return new TwoHosts(lab, a, b, link);
    }

    /** Our edge on a, 10.0.0.1. */
    EdgeProcess edgeOnA() {
        return EdgeProcess.on(a, "10.0.0.1/24", EDGE_PORT);
    }

    /** Our edge on b, 10.0.0.2. */
    EdgeProcess edgeOnB() {
        return EdgeProcess.on(b, "10.0.0.2/24", EDGE_PORT);
    }

    /** Stock WireGuard on b, 10.0.0.2. */
    StockWireGuard stockOnB() {
        return StockWireGuard.on(b, "10.0.0.2/24", STOCK_PORT);
    }

    @Override
    public void close() {
        lab.close();
    }
}
