package dev.culvert.tun.offload;

/** Ordinary packets, to change one thing in. */
public final class Samples {
    private Samples() {}

    public static SlowPacket tcp4(int payload) {
        return packet(false, SlowPacket.TCP, payload);
    }

    public static SlowPacket tcp6(int payload) {
        return packet(true, SlowPacket.TCP, payload);
    }

    public static SlowPacket udp4(int payload) {
        return packet(false, SlowPacket.UDP, payload);
    }

    public static SlowPacket udp6(int payload) {
        return packet(true, SlowPacket.UDP, payload);
    }

    private static SlowPacket packet(boolean isIpv6, int protocol, int payload) {
        SlowPacket packet = new SlowPacket();
        packet.isIpv6 = isIpv6;
        packet.id = isIpv6 ? 0 : 700;
        packet.fragment = isIpv6 ? 0 : SlowPacket.DONT_FRAGMENT;
        packet.hopLimit = 64;
        packet.source = address(isIpv6, 2);
        packet.destination = address(isIpv6, 3);
        packet.protocol = protocol;
        packet.sourcePort = 40_000;
        packet.destinationPort = 5_201;
        if (protocol == SlowPacket.TCP) {
            packet.sequence = 1_000;
            packet.acknowledgment = 77;
            packet.flags = SlowPacket.ACK;
            packet.window = 502;
            packet.options = new byte[] {1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 5};
        }
        packet.payload = payload(payload, 0);
        return packet;
    }

    private static byte[] address(boolean isIpv6, int host) {
        return isIpv6
                ? new byte[] {(byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) host}
                : new byte[] {10, 0, 0, (byte) host};
    }

    /** Bytes that tell where in a stream they are. */
    static byte[] payload(int size, int from) {
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) ((from + i) * 31 + (from + i) / 256);
        }
        return payload;
    }

    /** The next packet of the stream, or of the datagrams. */
    public static SlowPacket after(SlowPacket packet, int payload) {
        SlowPacket next = packet.copy();
        next.id = packet.isIpv6 ? 0 : packet.id + 1;
        next.sequence += packet.isTcp() ? packet.payload.length : 0;
        next.payload = payload(payload, next.sequence);
        return next;
    }
}
