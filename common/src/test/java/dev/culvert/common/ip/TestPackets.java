package dev.culvert.common.ip;

import java.nio.ByteBuffer;

/** IP packets for tests, behind some bytes that are not theirs, and their checksums by a slower way. */
final class TestPackets {
    private TestPackets() {}

    /** An IPv4 packet without options and checksum. */
    static byte[] ipv4(int at, int length, int protocol, String source, String destination) {
        byte[] bytes = filled(at, length, 20);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put(at, (byte) 0x45).putShort(at + 2, (short) length).put(at + 9, (byte) protocol);
        packet.putInt(at + 12, IpAddress.parse(source).ipv4Bits());
        packet.putInt(at + 16, IpAddress.parse(destination).ipv4Bits());
        return bytes;
    }

    /** An IPv6 packet. */
    static byte[] ipv6(int at, int length, int next, String source, String destination) {
        byte[] bytes = filled(at, length, 40);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        packet.put(at, (byte) 0x60).putShort(at + 4, (short) (length - 40)).put(at + 6, (byte) next);
        packet.putLong(at + 8, IpAddress.parse(source).high());
        packet.putLong(at + 16, IpAddress.parse(source).low());
        packet.putLong(at + 24, IpAddress.parse(destination).high());
        packet.putLong(at + 32, IpAddress.parse(destination).low());
        return bytes;
    }

    private static byte[] filled(int at, int length, int header) {
        byte[] bytes = new byte[at + length];
        for (int i = at + header; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }
        return bytes;
    }

    /**
     * The sum of 16-bit words with end-around carry (RFC 1071) by another way: the rest modulo 65,535, which is 0 where a
     * checksum is right.
     */
    static int sum(byte[] bytes, int from, int to) {
        int rest = 0;
        for (int i = from; i < to; i++) {
            int weight = (i - from) % 2 == 0 ? 256 : 1;
            rest = (rest + weight * (bytes[i] & 0xFF)) % 0xFFFF;
        }
        return rest;
    }
}
