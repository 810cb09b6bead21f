package dev.culvert.tun;

import java.nio.ByteBuffer;

/** Makes ICMP echo requests with correct checksums (RFC 792, RFC 4443). */
final class Packets {
    static final int ICMP = 1;
    static final int ICMP_ECHO_REPLY = 0;
    static final int ICMPV6 = 58;
    static final int ICMPV6_ECHO_REPLY = 129;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;

    private Packets() {}

    static byte[] echoRequest(String from, String to, byte[] data) {
        byte[] source = Prefix.parse(from).address().getAddress();
        byte[] destination = Prefix.parse(to).address().getAddress();
        return source.length == 4 ? ipv4(source, destination, data) : ipv6(source, destination, data);
    }

    private static byte[] ipv4(byte[] source, byte[] destination, byte[] data) {
        ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER + ICMP_HEADER + data.length);
        packet.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) packet.capacity())
                .putInt(0);
        packet.put((byte) 64).put((byte) ICMP).putShort((short) 0).put(source).put(destination);
        packet.putShort(10, checksum(packet, 0, IPV4_HEADER, 0));
        packet.put((byte) 8)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0x00070001)
                .put(data);
        packet.putShort(IPV4_HEADER + 2, checksum(packet, IPV4_HEADER, packet.capacity(), 0));
        return packet.array();
    }

    private static byte[] ipv6(byte[] source, byte[] destination, byte[] data) {
        int length = ICMP_HEADER + data.length;
        ByteBuffer packet = ByteBuffer.allocate(IPV6_HEADER + length);
        packet.putInt(0x60000000).putShort((short) length).put((byte) ICMPV6).put((byte) 64);
        packet.put(source).put(destination);
        packet.put((byte) 128)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0x00070001)
                .put(data);
        // The pseudo header: both addresses, the length and the protocol.
        packet.putShort(IPV6_HEADER + 2, checksum(packet, 8, packet.capacity(), length + ICMPV6));
        return packet.array();
    }

    private static short checksum(ByteBuffer packet, int from, int to, int start) {
        int sum = start;
        for (int i = from; i < to; i++) {
            int value = packet.get(i) & 0xff;
            sum += (i - from) % 2 == 0 ? value << 8 : value;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
