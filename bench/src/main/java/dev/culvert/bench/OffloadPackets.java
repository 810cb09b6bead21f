package dev.culvert.bench;

import dev.culvert.tun.offload.Segments;
import dev.culvert.tun.offload.VnetHeader;
import java.nio.ByteBuffer;
import java.util.Random;

/** A super-packet of TCP over IPv4, with timestamps: 45 segments of the default MTU. */
final class OffloadPackets {
    static final int SEGMENTS = 45;
    static final int GSO_SIZE = 1_348;

    private static final int IP_BYTES = 20;
    private static final int HEADERS_BYTES = 52;
    private static final int CHECKSUM_OFFSET = 16;

    private OffloadPackets() {}

    /** The vnet header and the packet, as the kernel hands it over; its contents are the seed's. */
    static byte[] superPacket(long seed) {
        byte[] bytes = new byte[VnetHeader.BYTES + HEADERS_BYTES + SEGMENTS * GSO_SIZE];
        new Random(seed).nextBytes(bytes);
        VnetHeader.writeSuperPacket(bytes, 0, VnetHeader.GSO_TCPV4, HEADERS_BYTES, GSO_SIZE, IP_BYTES, CHECKSUM_OFFSET);
        ByteBuffer.wrap(bytes)
                .position(VnetHeader.BYTES)
                .putShort((short) 0x4500)
                .putShort((short) (bytes.length - VnetHeader.BYTES))
                .putInt(0x4000)
                .putInt(0x4006_0000)
                .putInt(0x0A00_0002)
                .putInt(0x0A00_0003)
                .putInt(0x9C40_1451)
                .putLong(77)
                .putInt(0x8010_01F6)
                .putInt(0)
                .putInt(0x0101_080A)
                .putLong(9);
        return bytes;
    }

    /** Its segments, each in an array of its own. */
    static byte[][] segments(byte[] superPacket, boolean elide) {
        byte[] bytes = superPacket.clone();
        Segments segments = new Segments();
        byte[][] packets = new byte[segments.begin(bytes, 0, bytes.length, elide)][];
        for (int i = 0; segments.next(); i++) {
            packets[i] = new byte[segments.length()];
            System.arraycopy(bytes, segments.offset(), packets[i], 0, packets[i].length);
        }
        return packets;
    }
}
