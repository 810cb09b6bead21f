package dev.culvert.edge.portmap.wire;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;
import java.util.stream.Stream;

/** Which IPv4 addresses mean something in one network only (RFC 6890). Pure. */
public final class SpecialAddresses {
    /** RFC 1918, RFC 3927, RFC 6598. */
    private static final List<IpPrefix> PRIVATE =
            prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
    /** This network, loopback, DS-Lite's inner side (RFC 6333), multicast and what is reserved. */
    private static final List<IpPrefix> NOBODY =
            prefixes("0.0.0.0/8", "127.0.0.0/8", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private SpecialAddresses() {}

    /** Whether a host of a private network, or behind a carrier's NAT, has it. */
    public static boolean isPrivate(IpAddress address) {
        return isIn(PRIVATE, address);
    }

    /** Whether it is an IPv4 address that hosts everywhere may send to. */
    public static boolean isPublic(IpAddress address) {
        return address.isIpv4() && !isIn(PRIVATE, address) && !isIn(NOBODY, address);
    }

    private static boolean isIn(List<IpPrefix> prefixes, IpAddress address) {
        return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }

    private static List<IpPrefix> prefixes(String... texts) {
        return Stream.of(texts).map(IpPrefix::parse).toList();
    }
}
