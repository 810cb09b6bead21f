package dev.culvert.common.ip;

import org.jspecify.annotations.Nullable;

/**
 * Tells the sender of an IP packet that it is too large for the way ahead, and what is not: ICMPv4 type 3 code 4,
 * fragmentation needed, with the next hop's MTU (RFC 1191 section 4), or ICMPv6 type 2, packet too big (RFC 4443 section
 * 3.2). Stateless; any thread. How often a sender is told is the caller's concern.
 */
public final class IcmpTooBig {
    /** What every link carries that carries IPv6 (RFC 8200 section 5): a smaller MTU is never told. */
    public static final int IPV6_LEAST_MTU = 1280;

    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int PACKET_TOO_BIG = 2;

    private IcmpTooBig() {}

    /**
     * The answer to a packet that is too large.
     *
     * <p>A host drops what comes to it from an address of its own (on Linux: a martian source), so {@code from} must not
     * be one of the receiving host's: that of the destination serves.
     *
     * @param offset where the packet begins
     * @param length bytes present, at least the packet's own
     * @param from who says so: the answer's source
     * @param mtu bytes of the largest packet that passes, 68 to 65,535; to IPv6 at least {@link #IPV6_LEAST_MTU} is said
     * @return a whole IP packet, or null where there must be no answer: no IP packet, a later fragment, an ICMP error or
     *     redirect, a destination that is many hosts or a source that is not one (RFC 1812 section 4.3.2.7, RFC 4443
     *     section 2.4 (e); what the latter allows towards multicast is not made use of), or {@code from} is of the other
     *     family
     */
    public static byte @Nullable [] answer(byte[] packet, int offset, int length, IpAddress from, int mtu) {
        return IcmpError.answer(
                packet,
                offset,
                length,
                from,
                new IcmpError(UNREACHABLE, FRAGMENTATION_NEEDED, mtu),
                new IcmpError(PACKET_TOO_BIG, 0, Math.max(mtu, IPV6_LEAST_MTU)));
    }
}
