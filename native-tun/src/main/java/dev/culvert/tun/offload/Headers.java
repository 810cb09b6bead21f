package dev.culvert.tun.offload;

/**
 * Where the headers of one TCP or UDP packet are. Reads any bytes without an exception; a packet that says another length
 * than it has is not readable. Mutable, for one thread.
 */
public final class Headers {
    static final int TCP_SEQUENCE = 4;
    static final int TCP_ACKNOWLEDGMENT = 8;
    static final int TCP_OFFSET_AND_FLAGS = 12;
    static final int TCP_FLAGS = 13;
    static final int TCP_WINDOW = 14;
    static final int TCP_URGENT = 18;
    static final int UDP_LENGTH = 4;

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int URG = 0x20;
    static final int CWR = 0x80;

    static final int IPV4_LENGTH = 2;
    static final int IPV4_ID = 4;
    static final int IPV4_FRAGMENT = 6;
    static final int IPV4_CHECKSUM = 10;
    static final int IPV4_ADDRESSES = 12;
    static final int IPV4_BYTES = 20;
    static final int IPV6_LENGTH = 4;
    static final int IPV6_NEXT = 6;
    static final int IPV6_BYTES = 40;

    private static final int IPV4_PROTOCOL = 9;
    private static final int MORE_FRAGMENTS_OR_OFFSET = 0x3FFF;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int TCP_CHECKSUM = 16;
    private static final int UDP_CHECKSUM = 6;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int EXTENSION_UNIT = 8;

    private boolean isIpv6;
    private boolean isTcp;
    private boolean isPlain;
    private int offset;
    private int transport;
    private int payload;
    private int end;

    /** Nothing parsed yet. */
    public Headers() {}

    /**
     * Finds the headers of the packet at {@code from}.
     *
     * @param length bytes there; more than the IP header says are ignored as padding
     * @return whether it is a whole TCP segment or UDP datagram, not a fragment, with headers complete and lengths that
     *     agree; an IPv6 routing header must have been followed to its end, because the checksum is of the last address
     */
    public boolean parse(byte[] bytes, int from, int length) {
        offset = from;
        if (length < IPV4_BYTES) {
            return false;
        }
        return switch ((bytes[from] & 0xFF) >>> 4) {
            case 4 -> parseIpv4(bytes, length);
            case 6 -> parseIpv6(bytes, length);
            default -> false;
        };
    }

    private boolean parseIpv4(byte[] bytes, int length) {
        int headerLength = (bytes[offset] & 0xF) * Integer.BYTES;
        int total = BigEndian.readShort(bytes, offset + IPV4_LENGTH);
        boolean isFragment = (BigEndian.readShort(bytes, offset + IPV4_FRAGMENT) & MORE_FRAGMENTS_OR_OFFSET) != 0;
        if (headerLength < IPV4_BYTES || total < headerLength || total > length || isFragment) {
            return false;
        }
        isIpv6 = false;
        isPlain = headerLength == IPV4_BYTES;
        transport = offset + headerLength;
        end = offset + total;
        return parseTransport(bytes, bytes[offset + IPV4_PROTOCOL] & 0xFF);
    }

    private boolean parseIpv6(byte[] bytes, int length) {
        if (length < IPV6_BYTES) {
            return false;
        }
        int total = IPV6_BYTES + BigEndian.readShort(bytes, offset + IPV6_LENGTH);
        if (total > length) {
            return false;
        }
        isIpv6 = true;
        end = offset + total;
        transport = offset + IPV6_BYTES;
        int next = bytes[offset + IPV6_NEXT] & 0xFF;
        isPlain = next == TCP || next == UDP;
        while (next == HOP_BY_HOP || next == DESTINATION_OPTIONS || next == ROUTING || next == FRAGMENT) {
            if (end - transport < EXTENSION_UNIT) {
                return false;
            }
            boolean isUnfinished = next == ROUTING && bytes[transport + 3] != 0; // segments left
            // Offset and "more", without the two reserved bits.
            boolean isFragment = next == FRAGMENT && (BigEndian.readShort(bytes, transport + 2) & 0xFFF9) != 0;
            if (isUnfinished || isFragment) {
                return false;
            }
            int units = next == FRAGMENT ? 1 : 1 + (bytes[transport + 1] & 0xFF);
            next = bytes[transport] & 0xFF;
            transport += units * EXTENSION_UNIT;
        }
        return transport <= end && parseTransport(bytes, next);
    }

    private boolean parseTransport(byte[] bytes, int protocol) {
        isTcp = protocol == TCP;
        int available = end - transport;
        if (isTcp && available >= TCP_BYTES) {
            int headerLength = ((bytes[transport + TCP_OFFSET_AND_FLAGS] & 0xFF) >>> 4) * Integer.BYTES;
            payload = transport + headerLength;
            return headerLength >= TCP_BYTES && headerLength <= available;
        }
        payload = transport + UDP_BYTES;
        return protocol == UDP
                && available >= UDP_BYTES
                && BigEndian.readShort(bytes, transport + UDP_LENGTH) == available;
    }

    /** Whether the packet is IPv6, not IPv4. */
    public boolean isIpv6() {
        return isIpv6;
    }

    /** Whether the packet is TCP, not UDP. */
    public boolean isTcp() {
        return isTcp;
    }

    /** Whether the IP header has neither options nor extension headers. */
    boolean isPlain() {
        return isPlain;
    }

    /** Where the packet begins in the array. */
    int offset() {
        return offset;
    }

    /** Where the TCP or UDP header begins in the array. */
    public int transport() {
        return transport;
    }

    /** Where the payload begins in the array. */
    public int payload() {
        return payload;
    }

    /** Where the packet ends in the array, without padding. */
    public int end() {
        return end;
    }

    /** Bytes of all headers. */
    int headerLength() {
        return payload - offset;
    }

    int payloadLength() {
        return end - payload;
    }

    /** The transport header's checksum, counted from that header. */
    int checksumOffset() {
        return checksumOffset(isTcp);
    }

    static int checksumOffset(boolean isTcp) {
        return isTcp ? TCP_CHECKSUM : UDP_CHECKSUM;
    }

    static int protocol(boolean isTcp) {
        return isTcp ? TCP : UDP;
    }

    /** Where the transport header's checksum is in the array. */
    int checksum() {
        return transport + checksumOffset();
    }

    /** What a pseudo-header adds to a checksum, but for the length. */
    int addressSum(byte[] bytes) {
        return Checksum.pseudoHeader(bytes, offset, isIpv6, protocol(isTcp));
    }

    /** What this packet's pseudo-header adds to its checksum: what stands in the field while the checksum is missing. */
    int pseudoHeaderSum(byte[] bytes) {
        return Checksum.fold((long) addressSum(bytes) + end - transport);
    }

    /** Whether the checksum of an IPv4 header is right; IPv6 has none. */
    boolean isIpHeaderValid(byte[] bytes) {
        return isIpv6
                || Checksum.sum(bytes, offset, offset + (bytes[offset] & 0xF) * Integer.BYTES, 0) == Checksum.VALID;
    }

    /** Whether the TCP or UDP checksum of the packet just parsed is right. UDP's 0, which says that there is none, is not. */
    public boolean isChecksumValid(byte[] bytes) {
        return (isTcp || BigEndian.readShort(bytes, checksum()) != 0)
                && Checksum.sum(bytes, transport, end, pseudoHeaderSum(bytes)) == Checksum.VALID;
    }

    /** Computes and writes the TCP or UDP checksum of the packet just parsed, whatever stands in its place. */
    public void completeChecksum(byte[] bytes) {
        BigEndian.writeShort(bytes, checksum(), 0);
        int value = Checksum.of(bytes, transport, end, pseudoHeaderSum(bytes));
        BigEndian.writeShort(bytes, checksum(), value == 0 && !isTcp ? 0xFFFF : value);
    }

    /** Writes what stands for a checksum while it is missing. */
    void omitChecksum(byte[] bytes) {
        BigEndian.writeShort(bytes, checksum(), pseudoHeaderSum(bytes));
    }
}
