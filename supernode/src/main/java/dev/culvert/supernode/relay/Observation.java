package dev.culvert.supernode.relay;

import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.List;

/**
 * What an edge is told about where it is seen. An edge on the supernode's own host or network is seen at an address that
 * means nothing elsewhere: it gets the supernode's public address instead. Immutable; any thread.
 */
public final class Observation {
    private final List<IpAddress> publicAddresses;

    /** With the addresses that the supernode is configured to have outside. */
    public Observation(List<IpAddress> publicAddresses) {
        this.publicAddresses = List.copyOf(publicAddresses);
    }

    /** What the edge at this source is told. */
    public Endpoint of(Endpoint source) {
        IpAddress seen = source.address();
        AddressScope scope = AddressScope.of(seen);
        boolean near = scope == AddressScope.HOST || scope == AddressScope.LINK;
        for (IpAddress outside : publicAddresses) {
            if (outside.isIpv4() == seen.isIpv4()
                    && (near || (isPrivate(scope) && !isPrivate(AddressScope.of(outside))))) {
                return new Endpoint(outside, source.port());
            }
        }
        return source;
    }

    private static boolean isPrivate(AddressScope scope) {
        return scope == AddressScope.PRIVATE || scope == AddressScope.SHARED;
    }
}
