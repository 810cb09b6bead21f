package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import java.util.Optional;

/**
 * What a STUN server said. Not authentic: who sees our requests can make it up. Immutable.
 *
 * @param server who was asked
 * @param port by which of our ports
 * @param mapped where our request came from, as the server saw it
 * @param source where the answer came from: the server, or its other address or port where that was asked for
 * @param other the server's other address and port, if it has them
 * @param sentNs when the request that was answered was sent
 * @param rttNs from then to the answer
 */
public record StunAnswer(
        Endpoint server,
        UdpPort port,
        Endpoint mapped,
        Endpoint source,
        Optional<Endpoint> other,
        long sentNs,
        long rttNs) {
    /** From a server that is taken to have no other address. */
    StunAnswer alone() {
        return new StunAnswer(server, port, mapped, source, Optional.empty(), sentNs, rttNs);
    }
}
