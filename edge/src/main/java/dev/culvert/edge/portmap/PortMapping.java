package dev.culvert.edge.portmap;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.portmap.wire.SpecialAddresses;
import java.time.Duration;
import java.util.Optional;

/**
 * An endpoint that a router says it forwards to this edge. Whether it does is not known before something has arrived by
 * it. Immutable.
 *
 * @param protocol how it was asked for
 * @param external where the router says that hosts outside send to
 * @param lease for how long it was granted when it was asked for last; it is renewed meanwhile
 */
public record PortMapping(Protocol protocol, Endpoint external, Duration lease) {

    /**
     * Whether hosts on the internet may reach it. They cannot if the address is private, a carrier's (100.64/10) or nobody's:
     * another NAT stands behind the router; nor if this edge is seen at another public address than the router believes to
     * have.
     *
     * @param observed where this edge is seen, if somebody outside has said so; a private one says nothing
     */
    public boolean isPublic(Optional<Endpoint> observed) {
        IpAddress address = external.address();
        return SpecialAddresses.isPublic(address)
                && observed.map(Endpoint::address)
                        .filter(SpecialAddresses::isPublic)
                        .map(address::equals)
                        .orElse(true);
    }
}
