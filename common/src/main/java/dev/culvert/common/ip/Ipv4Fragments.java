package dev.culvert.common.ip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Divides an IPv4 packet that its sender allows to be divided (RFC 791 section 3.2); what is a fragment already is divided
 * further. All fragments but the last have equally much data. Total: any bytes are taken. Stateless; any thread.
 */
public final class Ipv4Fragments {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private static final int HEADER = 20;
    private static final int LENGTH = 2;
    private static final int FLAGS = 6;
    private static final int CHECKSUM = 10;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET = 0x1FFF;
    /** Offsets are counted in units of so many bytes. */
    private static final int UNIT = 8;

    private static final int LARGEST_PACKET = 65_535;

    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    /** Of an option's type: it goes into every fragment. */
    private static final int COPIED = 0x80;

    private Ipv4Fragments() {}

    /**
     * How many fragments a packet becomes.
     *
     * @param length of the whole packet, which begins at {@code offset}
     * @param limit bytes of the largest fragment, header included
     * @return 1 or more; 0 if it must not be divided (no whole IPv4 packet, DF is set), or cannot be: no data fits the
     *     limit, or it is a fragment that reaches beyond the largest packet
     */
    public static int count(byte[] packet, int offset, int length, int limit) {
        if (length < HEADER
                || (packet[offset] & 0xF0) != 0x40
                || IpPacket.length(packet, offset, length) != length
                || (unsignedShort(packet, offset + FLAGS) & DONT_FRAGMENT) != 0) {
            return 0;
        }
        int header = headerLength(packet, offset);
        int step = step(header, limit);
        int start = (unsignedShort(packet, offset + FLAGS) & OFFSET) * UNIT;
        if (step <= 0 || start + length > LARGEST_PACKET) {
            return 0;
        }
        return Math.max(1, (length - header + step - 1) / step);
    }

    /**
     * Writes one fragment. Only with what {@link #count} was asked, and accepted.
     *
     * @param index 0 to count − 1
     * @param into room for {@code limit} bytes from {@code at} on
     * @return the fragment's length
     */
    public static int write(byte[] packet, int offset, int length, int limit, int index, byte[] into, int at) {
        int header = headerLength(packet, offset);
        int from = index * step(header, limit);
        int data = Math.min(step(header, limit), length - header - from);
        int ownHeader = index == 0 ? header : HEADER + copyOptions(packet, offset, header, into, at);
        System.arraycopy(packet, offset, into, at, index == 0 ? header : HEADER);
        System.arraycopy(packet, offset + header + from, into, at + ownHeader, data);
        into[at] = (byte) (0x40 | ownHeader / Integer.BYTES);
        SHORT.set(into, at + LENGTH, (short) (ownHeader + data));
        boolean more = header + from + data < length;
        int flags = (unsignedShort(packet, offset + FLAGS) + from / UNIT) | (more ? MORE_FRAGMENTS : 0);
        SHORT.set(into, at + FLAGS, (short) flags);
        SHORT.set(into, at + CHECKSUM, (short) 0);
        SHORT.set(into, at + CHECKSUM, Checksum.of(into, at, at + ownHeader, 0));
        return ownHeader + data;
    }

    /**
     * Options that later fragments repeat, as far as the list is well formed, filled up with zeros to whole words.
     *
     * @return how many bytes they take
     */
    private static int copyOptions(byte[] packet, int offset, int header, byte[] into, int at) {
        int to = at + HEADER;
        int from = offset + HEADER;
        int end = offset + header;
        while (from < end && packet[from] != END_OF_OPTIONS) {
            if (packet[from] == NO_OPERATION) {
                from++;
                continue;
            }
            int size = from + 1 < end ? packet[from + 1] & 0xFF : 0;
            if (size < 2 || from + size > end) {
                break;
            }
            if ((packet[from] & COPIED) != 0) {
                System.arraycopy(packet, from, into, to, size);
                to += size;
            }
            from += size;
        }
        while ((to - at) % Integer.BYTES != 0) {
            into[to++] = END_OF_OPTIONS;
        }
        return to - at - HEADER;
    }

    /** Data a fragment: what a header with all options leaves. */
    private static int step(int header, int limit) {
        return (limit - header) & -UNIT;
    }

    private static int headerLength(byte[] packet, int offset) {
        return (packet[offset] & 0x0F) * Integer.BYTES;
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }
}
