package dev.culvert.edge.nat;

import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Timing;
import java.util.List;

/**
 * How a STUN server is asked. Immutable.
 *
 * @param ttl hop limit of the requests, or {@link UdpPort#DEFAULT_TTL}
 * @param changeAddress the server shall answer from its other address (RFC 5780 section 7.2)
 * @param changePort the server shall answer from its other port
 * @param sendsNs when a request is sent, from the beginning in ns, ascending; at 0 it is sent at once, later ones by the
 *     tick
 * @param patienceNs when the server is given up, from the beginning
 */
public record StunOptions(int ttl, boolean changeAddress, boolean changePort, List<Long> sendsNs, long patienceNs) {
    /** Repeated until the server must be dead. */
    public static final StunOptions USUAL =
            new StunOptions(UdpPort.DEFAULT_TTL, false, false, Timing.STUN_SENDS_NS, Timing.STUN_PATIENCE_NS);

    /** Copies the list. */
    public StunOptions {
        sendsNs = List.copyOf(sendsNs);
    }

    /** With another hop limit. */
    public StunOptions withTtl(int hops) {
        return new StunOptions(hops, changeAddress, changePort, sendsNs, patienceNs);
    }

    /** Answered from elsewhere. */
    public StunOptions changing(boolean address, boolean port) {
        return new StunOptions(ttl, address, port, sendsNs, patienceNs);
    }

    /** Sent at these times, and given up at that. */
    public StunOptions sentAt(List<Long> timesNs, long givenUpNs) {
        return new StunOptions(ttl, changeAddress, changePort, timesNs, givenUpNs);
    }
}
