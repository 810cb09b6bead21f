package dev.culvert.common.ip;

import org.jspecify.annotations.Nullable;

/**
 * Tells the sender of an IP packet that its destination cannot be reached: ICMPv4 type 3 code 1, host unreachable
 * (RFC 792), or ICMPv6 type 1 code 3, address unreachable (RFC 4443 section 3.1). Stateless; any thread. How often a
 * sender is told is the caller's concern.
 */
public final class IcmpUnreachable {
    private static final IcmpError HOST_UNREACHABLE = new IcmpError(3, 1, 0);
    private static final IcmpError ADDRESS_UNREACHABLE = new IcmpError(1, 3, 0);

    private IcmpUnreachable() {}

    /**
     * The answer to a packet that cannot be delivered.
     *
     * <p>A host drops what comes to it from an address of its own (on Linux: a martian source), so {@code from} must not
     * be one of the receiving host's. Broadcasts to a network are not recognised here: no network is known.
     *
     * @param offset where the packet begins
     * @param length bytes present, at least the packet's own
     * @param from who says so: the answer's source
     * @return a whole IP packet, or null where there must be no answer: no IP packet, a later fragment, an ICMP error or
     *     redirect, a destination that is many hosts or a source that is not one (RFC 1812 section 4.3.2.7, RFC 4443
     *     section 2.4 (e)), or {@code from} is of the other family
     */
    public static byte @Nullable [] answer(byte[] packet, int offset, int length, IpAddress from) {
        return IcmpError.answer(packet, offset, length, from, HOST_UNREACHABLE, ADDRESS_UNREACHABLE);
    }
}
