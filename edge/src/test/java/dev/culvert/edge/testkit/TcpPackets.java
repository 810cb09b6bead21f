package dev.culvert.edge.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.tun.offload.Checksum;
import dev.culvert.tun.offload.Headers;
import dev.culvert.tun.offload.VnetHeader;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** TCP packets over IPv4 as a TUN device with vnet headers hands them over: behind such a header, without their checksum. */
public final class TcpPackets {
    /** Bytes of the IP and TCP headers. */
    public static final int HEADERS = 40;

    private static final int IPV4 = 20;
    private static final int CHECKSUM = 16;
    private static final byte ACK = 0x10;
    private static final byte SYN = 0x02;

    private TcpPackets() {}

    /** A stream's packet with DF, to be split into segments of {@code size} payload bytes; one segment where that is 0. */
    public static byte[] fromDevice(String source, String destination, int size, int payload) {
        byte[] whole = packet(source, destination, ACK, new byte[0], payload);
        if (size > 0) {
            VnetHeader.writeSuperPacket(whole, 0, VnetHeader.GSO_TCPV4, HEADERS, size, IPV4, CHECKSUM);
        } else {
            VnetHeader.writeNeedsChecksum(whole, 0, IPV4, CHECKSUM);
        }
        return whole;
    }

    /** A SYN that offers this segment size. */
    public static byte[] syn(String source, String destination, int mss) {
        byte[] option = {2, 4, (byte) (mss >> 8), (byte) mss};
        byte[] whole = packet(source, destination, SYN, option, 0);
        VnetHeader.writeNeedsChecksum(whole, 0, IPV4, CHECKSUM);
        return whole;
    }

    private static byte[] packet(String source, String destination, byte flags, byte[] options, int payload) {
        int length = HEADERS + options.length + payload;
        ByteBuffer out = ByteBuffer.allocate(VnetHeader.BYTES + length).position(VnetHeader.BYTES);
        ByteBuffer ip = out.slice();
        ip.put((byte) 0x45).putShort(2, (short) length).putShort(4, (short) 77).putShort(6, (short) 0x4000);
        ip.put(8, (byte) 64).put(9, (byte) 6);
        ip.putInt(12, IpAddress.parse(source).ipv4Bits());
        ip.putInt(16, IpAddress.parse(destination).ipv4Bits());
        ip.putShort(20, (short) 40_000)
                .putShort(22, (short) 5_201)
                .putInt(24, 1_000)
                .putInt(28, 7);
        ip.put(32, (byte) (((20 + options.length) / 4) << 4)).put(33, flags).putShort(34, (short) 500);
        ip.put(HEADERS, options);
        for (int i = 0; i < payload; i++) {
            ip.put(HEADERS + options.length + i, (byte) (i * 31 + i / 256));
        }
        byte[] bytes = out.array();
        int at = VnetHeader.BYTES;
        ip.putShort(10, (short) Checksum.of(bytes, at, at + IPV4, 0));
        int pseudo = Checksum.pseudoHeader(bytes, at, false, 6);
        ip.putShort(IPV4 + CHECKSUM, (short) Checksum.fold((long) pseudo + length - IPV4));
        return bytes;
    }

    /** The same packet, which may be fragmented. */
    public static byte[] withoutDontFragment(byte[] whole) {
        byte[] changed = whole.clone();
        ByteBuffer ip = ByteBuffer.wrap(changed).position(VnetHeader.BYTES).slice();
        ip.putShort(6, (short) 0).putShort(10, (short) 0);
        ip.putShort(10, (short) Checksum.of(changed, VnetHeader.BYTES, VnetHeader.BYTES + IPV4, 0));
        return changed;
    }

    /** What is behind the vnet header. */
    public static byte[] packet(byte[] whole) {
        return Arrays.copyOfRange(whole, VnetHeader.BYTES, whole.length);
    }

    /** The payload of packets that must have right checksums. */
    public static byte[] payload(Iterable<byte[]> packets) {
        ByteBuffer payload = ByteBuffer.allocate(1 << 20);
        Headers headers = new Headers();
        for (byte[] packet : packets) {
            assertThat(headers.parse(packet, 0, packet.length)).as("is TCP").isTrue();
            assertThat(headers.isChecksumValid(packet)).as("TCP checksum").isTrue();
            assertThat(Checksum.sum(packet, 0, IPV4, 0)).as("IP checksum").isEqualTo(Checksum.VALID);
            payload.put(packet, headers.payload(), headers.end() - headers.payload());
        }
        return Arrays.copyOf(payload.array(), payload.position());
    }
}
