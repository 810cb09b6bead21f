package dev.culvert.system.sim;

import dev.culvert.common.ip.IpAddress;
import java.nio.ByteBuffer;

/** The least of an IPv4 ping that the data path and these tests look at: addresses, ICMP type, number. No checksums. */
final class PingPacket {
    static final int BYTES = 84;
    private static final byte REQUEST = 8;
    private static final byte REPLY = 0;

    private PingPacket() {}

    static byte[] request(IpAddress from, IpAddress to, int sequence) {
        return packet(REQUEST, from, to, sequence);
    }

    static byte[] reply(IpAddress from, IpAddress to, int sequence) {
        return packet(REPLY, from, to, sequence);
    }

    static IpAddress source(byte[] bytes, int offset) {
        return IpAddress.ofIpv4(ByteBuffer.wrap(bytes).getInt(offset + 12));
    }

    static boolean isRequest(byte[] bytes, int offset) {
        return bytes[offset + 20] == REQUEST;
    }

    static int sequence(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).getInt(offset + 28);
    }

    private static byte[] packet(byte type, IpAddress from, IpAddress to, int sequence) {
        return ByteBuffer.allocate(BYTES)
                .put(0, (byte) 0x45)
                .putShort(2, (short) BYTES)
                .put(8, (byte) 64)
                .put(9, (byte) 1)
                .putInt(12, from.ipv4Bits())
                .putInt(16, to.ipv4Bits())
                .put(20, type)
                .putInt(28, sequence)
                .array();
    }
}
