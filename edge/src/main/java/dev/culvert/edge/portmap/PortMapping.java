package dev.culvert.edge.portmap;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
     * Why nobody can come by it, as far as is known; nothing where somebody may. Behind another NAT the address is a private
     * one, or a public one that others do not see; with a carrier's (100.64/10) those behind the same carrier may come.
     *
     * @param observed where others see this edge; private addresses among them say nothing
     */
    public Optional<String> flaw(Collection<Endpoint> observed) {
        IpAddress address = external.address();
        if (AddressScope.of(address) == AddressScope.SHARED) {
            return Optional.empty();
        }
        if (!address.isPublic()) {
            return Optional.of("that is no public address: another NAT stands behind the router");
        }
        List<IpAddress> seen = observed.stream()
                .map(Endpoint::address)
                .filter(one -> one.isIpv4() && one.isPublic())
                .distinct()
                .toList();
        return seen.isEmpty() || seen.contains(address)
                ? Optional.empty()
                : Optional.of("others see this edge at " + seen.getFirst() + ": another NAT stands behind the router");
    }
}
