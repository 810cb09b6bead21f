package dev.culvert.system;

import dev.culvert.common.wire.MessageLayout;
import dev.culvert.system.lab.Lab;

/**
 * Two hosts whose kernels talk by real TUN devices, data paths and sessions, over a wire that carries only so much and
 * tells nobody. What the edge's path machine would measure, the test says.
 *
 * <pre>
 *  a 10.0.0.1  ──TUN── data path ──wire── data path ──TUN──  b 10.0.0.2
 *    fd00::1                                                   fd00::2
 * </pre>
 */
final class NarrowTunnel implements AutoCloseable {
    final TunnelEnd a;
    final TunnelEnd b;
    private final Lab lab;

    private NarrowTunnel(Lab lab) {
        this.lab = lab;
        a = lab.own(new TunnelEnd(lab.host("a"), 1));
        b = lab.own(new TunnelEnd(lab.host("b"), 2));
        a.join(b);
        a.awaitAddresses();
        b.awaitAddresses();
    }

    static NarrowTunnel open() {
        Lab lab = Lab.open();
        try {
            return new NarrowTunnel(lab);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    /** The wire carries packets of this size inside, both ways, and both ends have measured it. */
    void narrow(int packetLimit) {
        a.measured(packetLimit);
        b.measured(packetLimit);
        a.narrow(packetLimit + MessageLayout.DATA_OVERHEAD_BYTES);
        b.narrow(packetLimit + MessageLayout.DATA_OVERHEAD_BYTES);
    }

    /** Datagrams that were too large for the wire, since the beginning. */
    int vanished() {
        return a.vanished() + b.vanished();
    }

    @Override
    public void close() {
        lab.close();
    }
}
