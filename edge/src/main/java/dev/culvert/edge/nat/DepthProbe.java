package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.IcmpError;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many routers away the last NAT is: requests with hop limits from 1 on, each by a port of its own, because what
 * routers report need not tell more than the destination. The last that reports from a private address, or from a
 * provider's (100.64.0.0/10, RFC 6598), is the last that translates, or stands before it. Conductor thread.
 */
final class DepthProbe {
    private final ThrowAwayPorts ports;
    private final Map<Integer, IpAddress> reporters = new TreeMap<>();
    private final Set<Integer> ended = new HashSet<>();

    /** Begins, towards a server. */
    DepthProbe(StunClient client, ThrowAwayPorts ports, Endpoint server, long nowNs) {
        this.ports = ports;
        StunOptions options = StunOptions.USUAL.sentAt(Timing.DEPTH_SENDS_NS, Timing.DEPTH_PATIENCE_NS);
        for (int hops = 1; hops <= Limits.NAT_DEPTH; hops++) {
            int limit = hops;
            UdpPort port = ports.openForErrors(error -> onError(limit, server, error));
            if (port == null) {
                ended.add(limit);
            } else {
                client.request(port, server, options.withTtl(limit), answer -> ended.add(limit), nowNs);
            }
        }
    }

    private void onError(int hops, Endpoint server, IcmpError error) {
        if (error.kind() == IcmpError.Kind.TIME_EXCEEDED
                && error.destination().equals(server)
                && reporters.putIfAbsent(hops, error.reporter()) == null) {
            ended.add(hops);
        }
    }

    /** Whether all routers have told, or were waited for. */
    boolean isDone() {
        return ended.size() == Limits.NAT_DEPTH;
    }

    /** Once it is done: the hops, or nothing where no such router told. */
    Optional<Integer> finish() {
        ports.close();
        return reporters.entrySet().stream()
                .filter(entry -> !entry.getValue().isPublic())
                .map(Map.Entry::getKey)
                .reduce((nearer, farther) -> farther);
    }
}
