package dev.culvert.system.fuzz;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The beginning of a TCP connection, which offers a segment size (RFC 9293 section 3.7.1), handled without haste. */
final class Syn {
    private static final byte[] TCP =
            HexFormat.of().parseHex("0400005000000000000000009002ffff00000000020405b4010303070402080a");

    private Syn() {}

    static byte[] ipv4(String source, String destination) {
        return with(Packet.ipv4(source, destination, 20 + TCP.length), 20, 9);
    }

    static byte[] ipv6(String source, String destination) {
        return with(Packet.ipv6(source, destination, 40 + TCP.length), 40, 6);
    }

    private static byte[] with(byte[] packet, int at, int protocolAt) {
        System.arraycopy(TCP, 0, packet, at, TCP.length);
        packet[protocolAt] = 6;
        return packet;
    }

    /** The bytes as they are sent on: where they are a SYN, each segment size is lowered to what fits this MTU. */
    static byte[] lowered(byte[] bytes, int mtu) {
        byte[] lowered = bytes.clone();
        int version = bytes.length < 40 ? 0 : (bytes[0] & 0xFF) / 16;
        int tcp = version == 6 ? 40 : bytes.length == 0 ? 0 : bytes[0] % 16 * 4;
        boolean first = version == 6
                || (version == 4 && tcp >= 20 && ByteBuffer.wrap(bytes).getShort(6) % 0x4000 == 0);
        if (!first || bytes[version == 6 ? 6 : 9] != 6 || bytes.length < tcp + 20 || (bytes[tcp + 13] & 2) == 0) {
            return lowered;
        }
        int end = tcp + (bytes[tcp + 12] & 0xFF) / 16 * 4;
        if (end > bytes.length) {
            return lowered;
        }
        int most = mtu - (version == 6 ? 60 : 40);
        int at = tcp + 20;
        while (at < end && bytes[at] != 0) {
            int size = bytes[at] == 1 ? 1 : at + 1 < end ? bytes[at + 1] & 0xFF : 0;
            if (size == 0 || at + size > end || (size == 1 && bytes[at] != 1)) {
                break;
            }
            if (bytes[at] == 2 && size == 4) {
                lower(lowered, tcp, at + 2, most);
            }
            at += size;
        }
        return lowered;
    }

    /** The checksum changes so that the sum of all stays what it was, modulo 65,535 (RFC 1071). */
    private static void lower(byte[] bytes, int tcp, int at, int most) {
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        int offered = packet.getShort(at) & 0xFFFF;
        if (offered > most) {
            int weight = (at - tcp) % 2 == 0 ? 1 : 256;
            packet.putShort(at, (short) most);
            long checksum = (packet.getShort(tcp + 16) & 0xFFFF) + (long) (offered - most) * weight;
            packet.putShort(tcp + 16, (short) (checksum % 0xFFFF));
        }
    }
}
