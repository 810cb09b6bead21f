package dev.culvert.common.ip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the fields of an IPv4 (RFC 791) or IPv6 (RFC 8200) header where it lies. Total: any bytes give an answer.
 * Stateless; any thread.
 *
 * <pre>
 * IPv4  |4|ihl|tos|total length @2|id @4|flags, fragment @6|ttl @8|protocol @9|checksum @10|source @12|destination @16|
 * IPv6  |6|class, flow label|payload length @4|next @6|hop limit @7|source @8              |destination @24          |
 * </pre>
 */
public final class IpPacket {
    /** Result of {@link #length} for bytes that are no IP packet. */
    public static final int MALFORMED = -1;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int IPV4_HEADER = 20;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_HEADER = 40;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;
    private static final long MAPPED_PREFIX = 0xFFFFL << 32;

    private IpPacket() {}

    /**
     * The length that the header states, header included.
     *
     * @param available bytes present from {@code offset}; more than the packet's length is padding
     * @return the packet's length, or {@link #MALFORMED} if it is no IP packet or not all of it is there
     */
    public static int length(byte[] bytes, int offset, int available) {
        if (available < IPV4_HEADER) {
            return MALFORMED;
        }
        int length;
        if (isIpv4(bytes, offset)) {
            int headerLength = (bytes[offset] & 0x0F) * Integer.BYTES;
            length = unsignedShort(bytes, offset + 2);
            if (headerLength < IPV4_HEADER || length < headerLength) {
                return MALFORMED;
            }
        } else if (version(bytes, offset) == 6 && available >= IPV6_HEADER) {
            // In mapped form it would pass for the IPv4 address here; no such address travels (RFC 6890 section 2.2.3).
            if (isMapped(bytes, offset + IPV6_SOURCE) || isMapped(bytes, offset + IPV6_DESTINATION)) {
                return MALFORMED;
            }
            length = IPV6_HEADER + unsignedShort(bytes, offset + 4);
        } else {
            return MALFORMED;
        }
        return length <= available ? length : MALFORMED;
    }

    /** First half of the source address, in {@link IpAddress} form. Only for what {@link #length} accepted. */
    public static long sourceHigh(byte[] bytes, int offset) {
        return isIpv4(bytes, offset) ? 0 : (long) LONG.get(bytes, offset + IPV6_SOURCE);
    }

    /** Second half of the source address. */
    public static long sourceLow(byte[] bytes, int offset) {
        return isIpv4(bytes, offset)
                ? mapped(bytes, offset + IPV4_SOURCE)
                : (long) LONG.get(bytes, offset + IPV6_SOURCE + Long.BYTES);
    }

    /** First half of the destination address. */
    public static long destinationHigh(byte[] bytes, int offset) {
        return isIpv4(bytes, offset) ? 0 : (long) LONG.get(bytes, offset + IPV6_DESTINATION);
    }

    /** Second half of the destination address. */
    public static long destinationLow(byte[] bytes, int offset) {
        return isIpv4(bytes, offset)
                ? mapped(bytes, offset + IPV4_DESTINATION)
                : (long) LONG.get(bytes, offset + IPV6_DESTINATION + Long.BYTES);
    }

    private static boolean isIpv4(byte[] bytes, int offset) {
        return version(bytes, offset) == 4;
    }

    private static int version(byte[] bytes, int offset) {
        return bytes[offset] >>> 4 & 0x0F;
    }

    private static boolean isMapped(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at) == 0 && (int) INT.get(bytes, at + Long.BYTES) == 0xFFFF;
    }

    private static long mapped(byte[] bytes, int at) {
        return MAPPED_PREFIX | Integer.toUnsignedLong((int) INT.get(bytes, at));
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }
}
