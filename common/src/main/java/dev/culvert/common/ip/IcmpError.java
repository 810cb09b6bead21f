package dev.culvert.common.ip;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sender of an IP packet why it was not delivered, by ICMPv4 (RFC 792) or ICMPv6 (RFC 4443), or knows that
 * nothing may be said. Stateless; any thread. How often a sender is told is the caller's concern.
 *
 * <pre>
 * ICMPv4  |IP header 20| type |code|checksum @22|rest @24| the packet, as much as fits 576 bytes
 * ICMPv6  |IP header 40| type |code|checksum @42|rest @44| the packet, as much as fits 1,280 bytes
 * </pre>
 *
 * @param type of the message
 * @param code what exactly
 * @param rest the four bytes behind the checksum
 */
record IcmpError(int type, int code, int rest) {
    private static final int ICMP_HEADER = 8;
    private static final int HOP_LIMIT = 64;

    private static final int IPV4_HEADER = 20;
    private static final int IPV4_CHECKSUM = 10;
    /** RFC 1812 section 4.3.2.3. */
    private static final int IPV4_MOST_BYTES = 576;
    /** Internetwork control (RFC 1812 section 4.3.2.5). */
    private static final int PRECEDENCE = 0xC0;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int FRAGMENT_OFFSET = 0x1FFF;
    private static final int PROTOCOL_ICMP = 1;

    private static final int IPV6_HEADER = 40;
    /** RFC 4443 section 2.4 (c). */
    private static final int IPV6_MOST_BYTES = 1280;

    private static final int NEXT_ICMPV6 = 58;

    /**
     * The answer to a packet that is not delivered.
     *
     * <p>A host drops what comes to it from an address of its own (on Linux: a martian source), so {@code from} must not
     * be one of the receiving host's. Broadcasts to a network are not recognised here: no network is known.
     *
     * @param offset where the packet begins
     * @param length bytes present, at least the packet's own
     * @param from who says so: the answer's source
     * @param ipv4 what is said of an IPv4 packet
     * @param ipv6 what is said of an IPv6 packet
     * @return a whole IP packet, or null where there must be no answer: no IP packet, a later fragment, an ICMP error or
     *     redirect, a destination that is many hosts or a source that is not one (RFC 1812 section 4.3.2.7, RFC 4443
     *     section 2.4 (e)), or {@code from} is of the other family
     */
    static byte @Nullable [] answer(
            byte[] packet, int offset, int length, IpAddress from, IcmpError ipv4, IcmpError ipv6) {
        int packetLength = IpPacket.length(packet, offset, length);
        if (packetLength == IpPacket.MALFORMED) {
            return null;
        }
        IpAddress source = new IpAddress(IpPacket.sourceHigh(packet, offset), IpPacket.sourceLow(packet, offset));
        IpAddress destination =
                new IpAddress(IpPacket.destinationHigh(packet, offset), IpPacket.destinationLow(packet, offset));
        if (from.isIpv4() != source.isIpv4() || !isOneHost(source) || isMany(destination)) {
            return null;
        }
        ByteBuffer original = ByteBuffer.wrap(packet, offset, packetLength).slice();
        if (source.isIpv4()) {
            return mayAnswerIpv4(original) ? ipv4.aboutIpv4(original, from, source) : null;
        }
        return Ipv6Chain.mayAnswerError(original) ? ipv6.aboutIpv6(original, from, source) : null;
    }

    private static boolean isOneHost(IpAddress address) {
        boolean loopback =
                address.isIpv4() ? address.ipv4Bits() >>> 24 == 127 : address.high() == 0 && address.low() == 1;
        boolean unspecified = address.isIpv4() ? address.ipv4Bits() >>> 24 == 0 : address.isUnspecified();
        return !loopback && !unspecified && !isMany(address);
    }

    /** Multicast, and of IPv4 also the broadcast to all and the rest of class E. */
    private static boolean isMany(IpAddress address) {
        return address.isIpv4() ? address.ipv4Bits() >>> 29 == 0b111 : address.high() >>> 56 == 0xFF;
    }

    private static boolean mayAnswerIpv4(ByteBuffer packet) {
        if ((packet.getShort(6) & FRAGMENT_OFFSET) != 0) {
            return false;
        }
        if (packet.get(9) != PROTOCOL_ICMP) {
            return true;
        }
        int headerLength = (packet.get(0) & 0x0F) * Integer.BYTES;
        return packet.limit() > headerLength && !isErrorType(packet.get(headerLength));
    }

    /** Unreachable, source quench, redirect, time exceeded, parameter problem. */
    private static boolean isErrorType(byte type) {
        return switch (type) {
            case 3, 4, 5, 11, 12 -> true;
            default -> false;
        };
    }

    private byte[] aboutIpv4(ByteBuffer original, IpAddress from, IpAddress to) {
        int quoted = Math.min(original.limit(), IPV4_MOST_BYTES - IPV4_HEADER - ICMP_HEADER);
        ByteBuffer answer = ByteBuffer.allocate(IPV4_HEADER + ICMP_HEADER + quoted);
        answer.put((byte) 0x45)
                .put((byte) PRECEDENCE)
                .putShort((short) answer.capacity())
                .putShort((short) 0)
                .putShort((short) DONT_FRAGMENT)
                .put((byte) HOP_LIMIT)
                .put((byte) PROTOCOL_ICMP)
                .putShort((short) 0)
                .putInt(from.ipv4Bits())
                .putInt(to.ipv4Bits());
        putIcmp(answer, original.slice(0, quoted));
        answer.putShort(IPV4_CHECKSUM, Checksum.of(answer.array(), 0, IPV4_HEADER, 0));
        answer.putShort(IPV4_HEADER + 2, Checksum.of(answer.array(), IPV4_HEADER, answer.capacity(), 0));
        return answer.array();
    }

    private byte[] aboutIpv6(ByteBuffer original, IpAddress from, IpAddress to) {
        int quoted = Math.min(original.limit(), IPV6_MOST_BYTES - IPV6_HEADER - ICMP_HEADER);
        int payload = ICMP_HEADER + quoted;
        ByteBuffer answer = ByteBuffer.allocate(IPV6_HEADER + payload);
        answer.putInt(0x60000000)
                .putShort((short) payload)
                .put((byte) NEXT_ICMPV6)
                .put((byte) HOP_LIMIT)
                .putLong(from.high())
                .putLong(from.low())
                .putLong(to.high())
                .putLong(to.low());
        putIcmp(answer, original.slice(0, quoted));
        // The pseudo-header (RFC 8200 section 8.1): both addresses, where they lie, then length and next header.
        answer.putShort(IPV6_HEADER + 2, Checksum.of(answer.array(), 8, answer.capacity(), payload + NEXT_ICMPV6));
        return answer.array();
    }

    private void putIcmp(ByteBuffer answer, ByteBuffer quoted) {
        answer.put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(rest)
                .put(quoted);
    }
}
