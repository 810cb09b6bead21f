package dev.culvert.common.ip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lowers the maximum segment size that a TCP SYN or SYN-ACK offers (RFC 9293 section 3.7.1), so that the other end never
 * sends segments larger than a path carries. Total: any bytes are taken. Stateless; any thread.
 *
 * <pre>
 * TCP  |ports|sequence|acknowledgement|data offset @12|flags @13|window|checksum @16|urgent| options @20 …
 * MSS  |2|4|size 2|
 * </pre>
 */
public final class TcpMss {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final byte TCP = 6;

    /** More fragments, or not the first one. */
    private static final int FRAGMENT = 0x3FFF;

    private static final int FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int CHECKSUM = 16;

    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;
    private static final int MSS_BYTES = 4;

    private TcpMss() {}

    /**
     * Lowers the segment size in place to what fits packets of this size without IP and TCP options (RFC 6691), and
     * corrects the checksum by the difference: the checksum must be whole, not the part that an offloading device is
     * given. A size that is not larger, fragments, and TCP behind IPv6 extension headers stay as they are; so do packets
     * without the option, and all options from the first malformed one on, where receivers stop reading too.
     *
     * @param length of the whole packet, which begins at {@code offset}
     * @param packetLimit bytes of the largest packet, at least 68
     * @return whether anything was changed
     */
    public static boolean lower(byte[] packet, int offset, int length, int packetLimit) {
        return lower(packet, offset, length, packetLimit, true);
    }

    /** The same for a packet whose checksum is still missing: what stands in its place is left alone. */
    public static boolean lowerWithoutChecksum(byte[] packet, int offset, int length, int packetLimit) {
        return lower(packet, offset, length, packetLimit, false);
    }

    private static boolean lower(byte[] packet, int offset, int length, int packetLimit, boolean hasChecksum) {
        if (length < IPV4_HEADER + TCP_HEADER) {
            return false;
        }
        int headerLength;
        int most;
        switch (packet[offset] & 0xF0) {
            case 0x40 -> {
                headerLength = (packet[offset] & 0x0F) * Integer.BYTES;
                most = packetLimit - IPV4_HEADER - TCP_HEADER;
                if (packet[offset + 9] != TCP
                        || headerLength < IPV4_HEADER
                        || (unsignedShort(packet, offset + 6) & FRAGMENT) != 0) {
                    return false;
                }
            }
            case 0x60 -> {
                headerLength = IPV6_HEADER;
                most = packetLimit - IPV6_HEADER - TCP_HEADER;
                if (packet[offset + 6] != TCP) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        if (length < headerLength + TCP_HEADER || (packet[offset + headerLength + FLAGS] & SYN) == 0) {
            return false;
        }
        return lowerOption(packet, offset + headerLength, offset + length, most, hasChecksum);
    }

    private static boolean lowerOption(byte[] packet, int tcp, int end, int most, boolean hasChecksum) {
        int optionsEnd = tcp + (packet[tcp + 12] >>> 4 & 0x0F) * Integer.BYTES;
        if (optionsEnd > end) {
            return false;
        }
        boolean lowered = false;
        int at = tcp + TCP_HEADER;
        while (at < optionsEnd && packet[at] != END_OF_OPTIONS) {
            if (packet[at] == NO_OPERATION) {
                at++;
                continue;
            }
            int size = at + 1 < optionsEnd ? packet[at + 1] & 0xFF : 0;
            if (size < 2 || at + size > optionsEnd) {
                break;
            }
            if (packet[at] == MAXIMUM_SEGMENT_SIZE && size == MSS_BYTES) {
                lowered |= replaceIfLarger(packet, tcp, at + 2, most, hasChecksum);
            }
            at += size;
        }
        return lowered;
    }

    private static boolean replaceIfLarger(byte[] packet, int tcp, int at, int most, boolean hasChecksum) {
        int before = unsignedShort(packet, at);
        if (before <= most) {
            return false;
        }
        SHORT.set(packet, at, (short) most);
        if (!hasChecksum) {
            return true;
        }
        boolean odd = (at - tcp) % 2 != 0; // it lies across two words of the sum, which is its bytes exchanged
        short checksum = Checksum.updated(
                (short) SHORT.get(packet, tcp + CHECKSUM),
                odd ? exchanged(before) : before,
                odd ? exchanged(most) : most);
        SHORT.set(packet, tcp + CHECKSUM, checksum);
        return true;
    }

    private static int exchanged(int word) {
        return Short.reverseBytes((short) word) & 0xFFFF;
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }
}
