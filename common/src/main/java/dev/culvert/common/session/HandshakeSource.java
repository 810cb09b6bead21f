package dev.culvert.common.session;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;

/**
 * Where a handshake message came from, which a cookie is bound to. Over a relay the relay id belongs to it: peers behind
 * one supernode must not share one bucket. Immutable.
 *
 * @param endpoint the sender of the datagram
 * @param relayId of the direction back, or {@link RelayLeg#NONE}
 */
public record HandshakeSource(Endpoint endpoint, int relayId) {

    /** The far end of the path back. */
    public static HandshakeSource of(Path path) {
        RelayLeg relay = path.relay();
        return new HandshakeSource(path.remote(), relay == null ? RelayLeg.NONE : relay.id());
    }

    /** Not relayed. */
    public static HandshakeSource of(Endpoint endpoint) {
        return new HandshakeSource(endpoint, RelayLeg.NONE);
    }
}
