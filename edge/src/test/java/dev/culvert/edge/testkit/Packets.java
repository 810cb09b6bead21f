package dev.culvert.edge.testkit;

import dev.culvert.common.ip.IpAddress;
import java.nio.ByteBuffer;

/** IP packets whose payload is 1, 2, 3 … */
public final class Packets {
    /** The shortest IPv4 packet. */
    public static final int IPV4_HEADER = 20;

    private static final int IPV6_HEADER = 40;

    private Packets() {}

    /** An IPv4 packet of this length, header included. */
    public static byte[] ipv4(String source, String destination, int length) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) length);
        packet.putInt(12, IpAddress.parse(source).ipv4Bits());
        packet.putInt(16, IpAddress.parse(destination).ipv4Bits());
        return filled(packet.array(), IPV4_HEADER);
    }

    /** An IPv6 packet of this length, header included. */
    public static byte[] ipv6(String source, String destination, int length) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) 0x60).putShort(4, (short) (length - IPV6_HEADER));
        packet.putLong(8, IpAddress.parse(source).high());
        packet.putLong(16, IpAddress.parse(source).low());
        packet.putLong(24, IpAddress.parse(destination).high());
        packet.putLong(32, IpAddress.parse(destination).low());
        return filled(packet.array(), IPV6_HEADER);
    }

    private static byte[] filled(byte[] packet, int from) {
        for (int i = from; i < packet.length; i++) {
            packet[i] = (byte) (i - from + 1);
        }
        return packet;
    }
}
