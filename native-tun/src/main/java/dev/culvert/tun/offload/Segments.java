package dev.culvert.tun.offload;

import java.util.Arrays;

/**
 * Splits what was read from a TUN device with IFF_VNET_HDR into the packets that it stands for, in place: each segment's
 * headers are written directly before its payload, over the end of the segment before, which must have been sealed or
 * copied by then. Payload does not move. For one thread, and for one read at a time.
 *
 * <p>As the kernel does it: IPv4 ids count up; FIN and PSH stay on the last TCP segment, CWR on the first (RFC 3168 section
 * 6.1.2); every other flag, and every option, is in all.
 */
public final class Segments {
    /** {@link #begin}: not to be sent; there is no segment. */
    public static final int MALFORMED = 0;

    /** The most bytes that {@link #pad} adds. */
    public static final int MOST_PADDING = 15;

    /** IPv4 headers have at most 120 bytes; of IPv6 extension headers there is a handful. */
    private static final int LONGEST_HEADERS = 512;

    private final Headers headers = new Headers();
    private final byte[] template = new byte[LONGEST_HEADERS];
    private final byte[] underPadding = new byte[MOST_PADDING];
    private byte[] bytes = {};
    private int packet;
    private int end;
    private int count;
    private int index;
    private boolean isSuperPacket;
    private boolean isElided;
    private int padding;

    // Of a super-packet.
    private int headerLength;
    private int gsoSize;
    private int transport;
    private int addressSum;
    private int ipv4Sum;
    private int ipv4Id;
    private int sequence;
    private int flags;

    /** Nothing to split yet. */
    public Segments() {}

    /**
     * Takes what was read. The array is this object's until the last segment was taken.
     *
     * @param source a vnet header from {@code offset} on, and a packet behind it
     * @param length bytes of both
     * @param elide whether checksums that are missing may stay so, because the receiver completes them: see {@link
     *     #isElided}
     * @return how many segments there are, at least 1; or {@link #MALFORMED}
     */
    public int begin(byte[] source, int offset, int length, boolean elide) {
        bytes = source;
        packet = offset + VnetHeader.BYTES;
        end = offset + length;
        index = -1;
        padding = 0;
        isElided = false;
        int type = length <= VnetHeader.BYTES ? -1 : VnetHeader.gsoType(source, offset);
        isSuperPacket = type != VnetHeader.GSO_NONE;
        boolean isSound;
        if (type < 0) {
            isSound = false;
        } else if (isSuperPacket) {
            gsoSize = VnetHeader.gsoSize(source, offset);
            isSound = beginSuperPacket(type, elide);
        } else {
            gsoSize = 0;
            count = 1;
            isSound = !VnetHeader.needsChecksum(source, offset) || completePacket(offset, elide);
        }
        count = isSound ? count : MALFORMED;
        return count;
    }

    /** The length of the whole is what was read, for it cannot be more: then all of it must be the packet. */
    private boolean beginSuperPacket(int type, boolean elide) {
        if (gsoSize == 0
                || !headers.parse(bytes, packet, end - packet)
                || headers.end() != end
                || type != type(headers)
                || headers.headerLength() > LONGEST_HEADERS) {
            return false;
        }
        isElided = elide;
        headerLength = headers.headerLength();
        transport = headers.transport() - packet;
        count = Math.max(1, (headers.payloadLength() + gsoSize - 1) / gsoSize);
        addressSum = headers.addressSum(bytes);
        System.arraycopy(bytes, packet, template, 0, headerLength);
        BigEndian.writeShort(template, transport + headers.checksumOffset(), 0);
        if (headers.isTcp()) {
            sequence = BigEndian.readInt(template, transport + Headers.TCP_SEQUENCE);
            flags = template[transport + Headers.TCP_FLAGS];
        }
        if (!headers.isIpv6()) {
            ipv4Id = BigEndian.readShort(template, Headers.IPV4_ID);
            BigEndian.writeShort(template, Headers.IPV4_LENGTH, 0);
            BigEndian.writeShort(template, Headers.IPV4_ID, 0);
            BigEndian.writeShort(template, Headers.IPV4_CHECKSUM, 0);
            ipv4Sum = Checksum.sum(template, 0, transport, 0);
        }
        return true;
    }

    static int type(Headers headers) {
        if (!headers.isTcp()) {
            return VnetHeader.GSO_UDP_L4;
        }
        return headers.isIpv6() ? VnetHeader.GSO_TCPV6 : VnetHeader.GSO_TCPV4;
    }

    /** Completes the checksum of one packet, which may be of any protocol and inside a tunnel, or leaves it to the receiver. */
    private boolean completePacket(int vnetHeader, boolean elide) {
        int start = packet + VnetHeader.checksumStart(bytes, vnetHeader);
        int field = start + VnetHeader.checksumOffset(bytes, vnetHeader);
        if (start >= end || field > end - Short.BYTES) {
            return false;
        }
        if (elide && isCompletable(start, field)) {
            isElided = true;
            return true;
        }
        // The pseudo-header's sum is in the field and so in the sum. 0 would mean "none" to UDP; to all others 0xFFFF
        // is the same.
        int value = Checksum.of(bytes, start, end, 0);
        BigEndian.writeShort(bytes, field, value == 0 ? 0xFFFF : value);
        return true;
    }

    /** Whether a receiver comes to the same checksum knowing only that it is missing. */
    private boolean isCompletable(int start, int field) {
        return headers.parse(bytes, packet, end - packet)
                && headers.end() == end
                && headers.transport() == start
                && headers.checksum() == field
                && headers.pseudoHeaderSum(bytes) == BigEndian.readShort(bytes, field);
    }

    /**
     * Makes the next segment; the one before is no longer whole.
     *
     * @return whether there was one left
     */
    public boolean next() {
        if (padding > 0) {
            System.arraycopy(underPadding, 0, bytes, offset() + length(), padding);
            padding = 0;
        }
        if (index + 1 >= count) {
            return false;
        }
        index++;
        if (isSuperPacket) {
            writeHeaders(offset(), length());
        }
        return true;
    }

    private void writeHeaders(int at, int length) {
        System.arraycopy(template, 0, bytes, at, headerLength);
        if (headers.isIpv6()) {
            BigEndian.writeShort(bytes, at + Headers.IPV6_LENGTH, length - Headers.IPV6_BYTES);
        } else {
            int id = (ipv4Id + index) & 0xFFFF;
            BigEndian.writeShort(bytes, at + Headers.IPV4_LENGTH, length);
            BigEndian.writeShort(bytes, at + Headers.IPV4_ID, id);
            BigEndian.writeShort(bytes, at + Headers.IPV4_CHECKSUM, ~Checksum.fold((long) ipv4Sum + length + id));
        }
        int header = at + transport;
        if (headers.isTcp()) {
            BigEndian.writeInt(bytes, header + Headers.TCP_SEQUENCE, sequence + index * gsoSize);
            int notHere = (index == 0 ? 0 : Headers.CWR) | (index == count - 1 ? 0 : Headers.FIN | Headers.PSH);
            bytes[header + Headers.TCP_FLAGS] = (byte) (flags & ~notHere);
        } else {
            BigEndian.writeShort(bytes, header + Headers.UDP_LENGTH, length - transport);
        }
        int pseudoHeaderSum = Checksum.fold((long) addressSum + length - transport);
        int checksum = pseudoHeaderSum;
        if (!isElided) {
            checksum = Checksum.of(bytes, header, at + length, pseudoHeaderSum);
            if (checksum == 0 && !headers.isTcp()) {
                checksum = 0xFFFF; // 0 would mean "none" (RFC 768)
            }
        }
        BigEndian.writeShort(bytes, header + headers.checksumOffset(), checksum);
    }

    /** Where the segment is in the array. */
    public int offset() {
        return packet + Math.max(index, 0) * gsoSize;
    }

    /** Bytes of the segment. */
    public int length() {
        int rest = end - offset();
        return isSuperPacket && index < count - 1 ? headerLength + gsoSize : rest;
    }

    /** How many segments there are, as {@link #begin} said. */
    public int count() {
        return count;
    }

    /** Bytes of the longest segment, which the first one is. */
    public int longest() {
        return count > 1 ? headerLength + gsoSize : end - packet;
    }

    /** Whether the segments' checksums are missing: the receiver must be told. Between {@link #begin} and the next one. */
    public boolean isElided() {
        return isElided;
    }

    /**
     * Zeroes bytes behind the segment, where the next one's payload may be; {@link #next} brings it back.
     *
     * @param size 0 to {@link #MOST_PADDING}, once a segment; behind the last one the array must have as many
     */
    public void pad(int size) {
        int from = offset() + length();
        padding = Math.min(size, end - from);
        System.arraycopy(bytes, from, underPadding, 0, padding);
        Arrays.fill(bytes, from, from + size, (byte) 0);
    }
}
