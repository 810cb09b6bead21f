package dev.culvert.common.ip;

import java.nio.ByteBuffer;

/** Walks the extension headers of an IPv6 packet (RFC 8200 section 4). Stateless; any thread. */
final class Ipv6Chain {
    private static final int FIXED_HEADER = 40;
    private static final int NEXT_HEADER = 6;
    private static final int EXTENSION_UNIT = 8;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int ICMPV6 = 58;
    private static final int DESTINATION_OPTIONS = 60;

    private static final int FIRST_INFORMATIONAL = 128;
    private static final int REDIRECT = 137;

    private Ipv6Chain() {}

    /**
     * Whether an ICMPv6 error about the packet is allowed: it is not itself an ICMPv6 error or redirect (RFC 4443
     * section 2.4 (e)). What cannot be known, in a later fragment or a chain that is cut off, is not allowed.
     *
     * @param packet from 0 to its limit, at least the fixed header
     */
    static boolean mayAnswerError(ByteBuffer packet) {
        int next = packet.get(NEXT_HEADER) & 0xFF;
        int at = FIXED_HEADER;
        while (isExtension(next)) {
            if (packet.limit() - at < EXTENSION_UNIT) {
                return false;
            }
            if (next == FRAGMENT && (packet.getShort(at + 2) & 0xFFF8) != 0) {
                return false;
            }
            int length = switch (next) {
                case FRAGMENT -> EXTENSION_UNIT;
                case AUTHENTICATION -> ((packet.get(at + 1) & 0xFF) + 2) * Integer.BYTES;
                default -> ((packet.get(at + 1) & 0xFF) + 1) * EXTENSION_UNIT;
            };
            next = packet.get(at) & 0xFF;
            at += length;
        }
        if (next != ICMPV6) {
            return true;
        }
        if (at >= packet.limit()) {
            return false;
        }
        int type = packet.get(at) & 0xFF;
        return type >= FIRST_INFORMATIONAL && type != REDIRECT;
    }

    private static boolean isExtension(int header) {
        return switch (header) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }
}
