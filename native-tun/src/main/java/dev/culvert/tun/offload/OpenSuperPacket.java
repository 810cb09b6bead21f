package dev.culvert.tun.offload;

import java.util.Arrays;

/**
 * The super-packet that is being joined, or a packet that could become one: decides what continues it. The rules are those
 * of the kernel's receive offload (net/ipv4/tcp_offload.c), so that splitting gives back what was joined: everything in the headers
 * is equal, but what a segment's place in the train gives it, and the IPv4 id, which splitting counts up (RFC 6864: it has a meaning in fragments only).
 *
 * <p>Acknowledgment number and window too are equal in all: what only one segment had said would be lost, and with it the
 * count of duplicate acknowledgments (RFC 5681) that loss is found by.
 */
final class OpenSuperPacket {
    /** Longest IP packet, IPv4's total length. */
    private static final int LONGEST = 65_535;

    private static final int LONGEST_HEADERS = Headers.IPV6_BYTES + 60;
    private static final int PORTS_BYTES = 4;

    /** UDP_MAX_SEGMENTS of linux/udp.h: the kernel refuses more; newer ones take 128. */
    static final int MOST_DATAGRAMS = 64;

    /** What a segment with one of them does to a connection must not wait for, or apply to, others. */
    private static final int NEVER_JOINED = Headers.FIN | Headers.SYN | Headers.RST | Headers.URG | Headers.CWR;

    /** Data offset, reserved bits and flags. */
    private static final int ALL_BUT_PSH = 0xFFFF & ~Headers.PSH;

    // The headers of the first packet: in the output, those of a packet with little payload lie under the next one's.
    private final byte[] template = new byte[LONGEST_HEADERS];

    private boolean isOpen;
    private boolean isIpv6;
    private boolean isTcp;
    private boolean isElided;
    private int start;
    private int headerLength;
    private int transport;
    private int gsoSize;
    private int gsoType;
    private int length;
    private int nextSequence;
    private boolean isPushed;
    private int segments;

    /** Whether there is one. */
    boolean isOpen() {
        return isOpen;
    }

    boolean isElided() {
        return isElided;
    }

    int headerLength() {
        return headerLength;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** Opens with a packet that others may continue; nothing is open if none may. */
    void begin(byte[] bytes, Headers first, boolean elided) {
        isOpen = false;
        if (!first.isPlain() || first.payloadLength() == 0) {
            return;
        }
        isTcp = first.isTcp();
        if (isTcp) {
            int flags = bytes[first.transport() + Headers.TCP_FLAGS];
            if ((flags & (NEVER_JOINED | Headers.ACK | Headers.PSH)) != Headers.ACK) {
                return;
            }
            nextSequence = BigEndian.readInt(bytes, first.transport() + Headers.TCP_SEQUENCE) + first.payloadLength();
        }
        isOpen = true;
        isIpv6 = first.isIpv6();
        isElided = elided;
        isPushed = false;
        segments = 1;
        start = first.offset();
        headerLength = first.headerLength();
        transport = first.transport() - start;
        gsoSize = first.payloadLength();
        gsoType = Segments.type(first);
        length = first.end() - start;
        System.arraycopy(bytes, start, template, 0, headerLength);
    }

    /** Whether a packet, its checksums aside, is the next of this train. */
    boolean isContinuedBy(byte[] bytes, Headers next) {
        return next.isPlain()
                && next.isTcp() == isTcp
                && next.isIpv6() == isIpv6
                && next.headerLength() == headerLength
                && next.payloadLength() > 0
                && next.payloadLength() <= gsoSize
                && length + next.payloadLength() <= LONGEST
                && isOfThisFlow(bytes, next)
                && (isTcp ? isNextSegment(bytes, next.transport()) : segments < MOST_DATAGRAMS);
    }

    private boolean isOfThisFlow(byte[] bytes, Headers next) {
        int at = next.offset();
        boolean isSameIp = isIpv6
                // Traffic class and flow label; next header, hop limit and addresses.
                ? isSame(bytes, at, 0, Headers.IPV6_LENGTH) && isSame(bytes, at, Headers.IPV6_NEXT, transport)
                // Type of service; flags; time to live and protocol; addresses.
                : isSame(bytes, at, 0, Headers.IPV4_LENGTH)
                        && isSame(bytes, at, Headers.IPV4_FRAGMENT, Headers.IPV4_CHECKSUM)
                        && isSame(bytes, at, Headers.IPV4_ADDRESSES, transport);
        return isSameIp && isSame(bytes, at, transport, transport + PORTS_BYTES);
    }

    private boolean isNextSegment(byte[] bytes, int header) {
        int at = header - transport;
        int differences = BigEndian.readShort(bytes, header + Headers.TCP_OFFSET_AND_FLAGS)
                ^ BigEndian.readShort(template, transport + Headers.TCP_OFFSET_AND_FLAGS);
        return BigEndian.readInt(bytes, header + Headers.TCP_SEQUENCE) == nextSequence
                && (differences & ALL_BUT_PSH) == 0
                && isSame(bytes, at, transport + Headers.TCP_ACKNOWLEDGMENT, transport + Headers.TCP_OFFSET_AND_FLAGS)
                && isSame(bytes, at, transport + Headers.TCP_WINDOW, transport + Headers.TCP_WINDOW + Short.BYTES)
                // Urgent pointer and options, the timestamps among them.
                && isSame(bytes, at, transport + Headers.TCP_URGENT, headerLength);
    }

    private boolean isSame(byte[] bytes, int packet, int from, int to) {
        return Arrays.equals(bytes, packet + from, packet + to, template, from, to);
    }

    /** Adds a packet which continues this, and whose payload stands at its end. Closed if that was the last of its train. */
    void add(byte[] bytes, int payloadLength, boolean pushed) {
        segments++;
        length += payloadLength;
        nextSequence += payloadLength;
        isPushed = pushed;
        if (payloadLength < gsoSize || isPushed) {
            close(bytes);
        }
    }

    /** Nothing more comes: writes the headers of what was joined. A packet that remained alone is as it was. */
    void close(byte[] bytes) {
        if (!isOpen) {
            return;
        }
        isOpen = false;
        if (segments == 1) {
            return;
        }
        int header = start + transport;
        if (isIpv6) {
            BigEndian.writeShort(bytes, start + Headers.IPV6_LENGTH, length - Headers.IPV6_BYTES);
        } else {
            BigEndian.writeShort(bytes, start + Headers.IPV4_LENGTH, length);
            BigEndian.writeShort(bytes, start + Headers.IPV4_CHECKSUM, 0);
            BigEndian.writeShort(bytes, start + Headers.IPV4_CHECKSUM, Checksum.of(bytes, start, header, 0));
        }
        if (isPushed) {
            bytes[header + Headers.TCP_FLAGS] |= (byte) Headers.PSH;
        } else if (!isTcp) {
            BigEndian.writeShort(bytes, header + Headers.UDP_LENGTH, length - transport);
        }
        int checksumOffset = Headers.checksumOffset(isTcp);
        int sum = Checksum.pseudoHeader(bytes, start, isIpv6, Headers.protocol(isTcp));
        BigEndian.writeShort(bytes, header + checksumOffset, Checksum.fold((long) sum + length - transport));
        VnetHeader.writeSuperPacket(
                bytes, start - VnetHeader.BYTES, gsoType, headerLength, gsoSize, transport, checksumOffset);
    }
}
