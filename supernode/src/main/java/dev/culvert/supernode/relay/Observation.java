package dev.culvert.supernode.relay;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;

/**
 * What an edge is told about where it is seen. An edge on the supernode's own host or network is seen at an address that
 * means nothing elsewhere: it gets the supernode's public address instead. Immutable; any thread.
 */
public final class Observation {
    /** Of this host or link alone: loopback and link-local (RFC 6890). */
    private static final List<IpPrefix> OWN_HOST = prefixes("127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10");
    /** Of a private network: RFC 1918, RFC 6598, RFC 4193. */
    private static final List<IpPrefix> PRIVATE =
            prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");

    private final List<IpAddress> publicAddresses;

    /** With the addresses that the supernode is configured to have outside. */
    public Observation(List<IpAddress> publicAddresses) {
        this.publicAddresses = List.copyOf(publicAddresses);
    }

    /** What the edge at this source is told. */
    public Endpoint of(Endpoint source) {
        IpAddress seen = source.address();
        for (IpAddress outside : publicAddresses) {
            if (outside.isIpv4() == seen.isIpv4()
                    && (isIn(OWN_HOST, seen) || (isIn(PRIVATE, seen) && !isIn(PRIVATE, outside)))) {
                return new Endpoint(outside, source.port());
            }
        }
        return source;
    }

    private static boolean isIn(List<IpPrefix> prefixes, IpAddress address) {
        for (IpPrefix prefix : prefixes) {
            if (prefix.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<IpPrefix> prefixes(String... texts) {
        return List.of(texts).stream().map(IpPrefix::parse).toList();
    }
}
