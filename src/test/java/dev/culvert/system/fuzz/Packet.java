package dev.culvert.system.fuzz;

import dev.culvert.common.ip.IpAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * An IP packet as the RFCs describe it (791, 8200), read without haste: what the product's parser is compared with.
 *
 * @param bytes the packet without what lies behind it
 */
record Packet(byte[] bytes, IpAddress source, IpAddress destination) {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final BigInteger MAPPED = BigInteger.valueOf(0xFFFF);

    /** Reads a packet; empty if it is none, or not whole. */
    static Optional<Packet> read(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        return switch ((bytes[0] & 0xFF) / 16) {
            case 4 -> readIpv4(bytes);
            case 6 -> readIpv6(bytes);
            default -> Optional.empty();
        };
    }

    private static Optional<Packet> readIpv4(byte[] bytes) {
        if (bytes.length < IPV4_HEADER) {
            return Optional.empty();
        }
        int header = (bytes[0] & 0xFF) % 16 * 4;
        int total = number(bytes, 2, 2).intValue();
        if (header < IPV4_HEADER || total < header || total > bytes.length) {
            return Optional.empty();
        }
        return Optional.of(new Packet(Arrays.copyOf(bytes, total), address(bytes, 12, 4), address(bytes, 16, 4)));
    }

    private static Optional<Packet> readIpv6(byte[] bytes) {
        if (bytes.length < IPV6_HEADER) {
            return Optional.empty();
        }
        int total = IPV6_HEADER + number(bytes, 4, 2).intValue();
        boolean mapped = isMapped(bytes, 8) || isMapped(bytes, 24);
        if (total > bytes.length || mapped) {
            return Optional.empty();
        }
        return Optional.of(new Packet(Arrays.copyOf(bytes, total), address(bytes, 8, 16), address(bytes, 24, 16)));
    }

    private static boolean isMapped(byte[] bytes, int at) {
        return number(bytes, at, 12).equals(MAPPED);
    }

    private static IpAddress address(byte[] bytes, int at, int length) {
        BigInteger value = number(bytes, at, length);
        return length == 4
                ? IpAddress.ofIpv4(value.intValue())
                : new IpAddress(value.shiftRight(64).longValue(), value.longValue());
    }

    private static BigInteger number(byte[] bytes, int at, int length) {
        return new BigInteger(1, Arrays.copyOfRange(bytes, at, at + length));
    }

    /** An IPv4 packet of zeros. */
    static byte[] ipv4(String source, String destination, int length) {
        return ByteBuffer.allocate(length)
                .put(0, (byte) 0x45)
                .putShort(2, (short) length)
                .putInt(12, IpAddress.parse(source).ipv4Bits())
                .putInt(16, IpAddress.parse(destination).ipv4Bits())
                .array();
    }

    /** An IPv6 packet of zeros. */
    static byte[] ipv6(String source, String destination, int length) {
        IpAddress from = IpAddress.parse(source);
        IpAddress to = IpAddress.parse(destination);
        return ByteBuffer.allocate(length)
                .put(0, (byte) 0x60)
                .putShort(4, (short) (length - IPV6_HEADER))
                .putLong(8, from.high())
                .putLong(16, from.low())
                .putLong(24, to.high())
                .putLong(32, to.low())
                .array();
    }
}
