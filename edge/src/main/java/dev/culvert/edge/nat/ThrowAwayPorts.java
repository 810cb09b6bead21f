package dev.culvert.edge.nat;

import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ports of one test of the NAT: what a test does to a mapping shall not harm the main one. Conductor thread. */
final class ThrowAwayPorts {
    private final UdpPorts ports;
    private final StunClient client;
    private final List<UdpPort> open = new ArrayList<>();

    ThrowAwayPorts(UdpPorts ports, StunClient client) {
        this.ports = ports;
        this.client = client;
    }

    /** Another port; null when none can be had. */
    @Nullable
    UdpPort open() {
        return remembered(ports.open());
    }

    /** Another port that hears of its datagrams' errors; null when none can be had. */
    @Nullable
    UdpPort openForErrors(Consumer<IcmpError> handler) {
        return remembered(ports.openForErrors(handler));
    }

    private @Nullable UdpPort remembered(@Nullable UdpPort port) {
        if (port != null) {
            open.add(port);
        }
        return port;
    }

    /** Closes all, and forgets what was asked by them. */
    void close() {
        for (UdpPort port : open) {
            client.forget(port);
            ports.close(port);
        }
        open.clear();
    }
}
