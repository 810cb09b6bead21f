package dev.culvert.tun.offload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The {@code struct virtio_net_hdr} (linux/virtio_net.h) before every packet of a TUN device with IFF_VNET_HDR: what is left
 * to do on the packet behind it. In host byte order, as without TUNSETVNETLE and TUNSETVNETBE.
 *
 * <pre>
 *  0 flags   1 gso_type   2 hdr_len   4 gso_size   6 csum_start   8 csum_offset
 * </pre>
 *
 * Offsets are from the packet's first byte. {@code hdr_len} is written but never read: on forwarded packets it is not the
 * length of the headers.
 */
public final class VnetHeader {
    /** Length of the header. */
    public static final int BYTES = 10;

    /** A flag: the checksum at csum_start + csum_offset covers a pseudo-header only, and everything from csum_start is missing. */
    public static final int NEEDS_CSUM = 1;

    /** One packet. */
    public static final int GSO_NONE = 0;

    /** TCP segments of {@code gso_size} payload bytes over IPv4. */
    public static final int GSO_TCPV4 = 1;

    /** TCP segments of {@code gso_size} payload bytes over IPv6. */
    public static final int GSO_TCPV6 = 4;

    /** UDP datagrams of {@code gso_size} payload bytes, over IPv4 or IPv6. */
    public static final int GSO_UDP_L4 = 5;

    /** May be set beside a TCP type: CWR is set, which belongs to the first segment. */
    public static final int GSO_ECN = 0x80;

    private static final int GSO_TYPE_AT = 1;
    private static final int HEADER_LENGTH_AT = 2;
    private static final int GSO_SIZE_AT = 4;
    private static final int CSUM_START_AT = 6;
    private static final int CSUM_OFFSET_AT = 8;

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private VnetHeader() {}

    /** Whether {@link #NEEDS_CSUM} is set in the header at {@code at}. */
    public static boolean needsChecksum(byte[] bytes, int at) {
        return (bytes[at] & NEEDS_CSUM) != 0;
    }

    /** One of the {@code GSO_} types, without {@link #GSO_ECN}; or what else is there. */
    public static int gsoType(byte[] bytes, int at) {
        return bytes[at + GSO_TYPE_AT] & ~GSO_ECN & 0xFF;
    }

    /** Payload bytes of each segment but the last, which may have fewer. */
    public static int gsoSize(byte[] bytes, int at) {
        return read(bytes, at + GSO_SIZE_AT);
    }

    /** Where in the packet the checksum begins to cover it. */
    public static int checksumStart(byte[] bytes, int at) {
        return read(bytes, at + CSUM_START_AT);
    }

    /** Where the checksum is, counted from its start. */
    public static int checksumOffset(byte[] bytes, int at) {
        return read(bytes, at + CSUM_OFFSET_AT);
    }

    /** A header which says that the packet is complete. */
    public static void writePlain(byte[] bytes, int at) {
        write(bytes, at, 0, GSO_NONE, 0, 0);
    }

    /** A header which says that one packet's checksum is missing. */
    public static void writeNeedsChecksum(byte[] bytes, int at, int start, int offset) {
        write(bytes, at, NEEDS_CSUM, GSO_NONE, 0, 0);
        write(bytes, at + CSUM_START_AT, start);
        write(bytes, at + CSUM_OFFSET_AT, offset);
    }

    /**
     * A header of a super-packet, whose checksums are missing.
     *
     * @param headerLength bytes before the payload
     */
    public static void writeSuperPacket(
            byte[] bytes, int at, int gsoType, int headerLength, int gsoSize, int start, int offset) {
        write(bytes, at, NEEDS_CSUM, gsoType, headerLength, gsoSize);
        write(bytes, at + CSUM_START_AT, start);
        write(bytes, at + CSUM_OFFSET_AT, offset);
    }

    private static void write(byte[] bytes, int at, int flags, int gsoType, int headerLength, int gsoSize) {
        bytes[at] = (byte) flags;
        bytes[at + GSO_TYPE_AT] = (byte) gsoType;
        write(bytes, at + HEADER_LENGTH_AT, headerLength);
        write(bytes, at + GSO_SIZE_AT, gsoSize);
        write(bytes, at + CSUM_START_AT, 0);
        write(bytes, at + CSUM_OFFSET_AT, 0);
    }

    private static int read(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    private static void write(byte[] bytes, int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }
}
