package dev.culvert.common.path;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;

/**
 * What a router, or the far host, reported of a datagram of ours. Not authentic: whoever sees our datagrams can make it up.
 *
 * @param reporter the address that the report came from
 * @param destination where the datagram was to go
 * @param payload the first bytes of the datagram's payload, as far as they were repeated: none by a router that repeats
 *     the UDP header and no more (RFC 792, "Internet Header + 64 bits of Original Data Datagram")
 */
public record IcmpError(IpAddress reporter, Endpoint destination, Kind kind, byte[] payload) {
    /** What the report says. */
    public enum Kind {
        /** Its hop limit was used up. */
        TIME_EXCEEDED,
        /** No such host, port or network, or not allowed. */
        UNREACHABLE,
        /** Larger than a link on its way takes. */
        TOO_BIG
    }
}
