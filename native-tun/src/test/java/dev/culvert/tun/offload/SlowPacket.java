package dev.culvert.tun.offload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** A TCP or UDP packet taken apart, and put together again with every length and checksum computed anew, without haste. */
public final class SlowPacket {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int FIN = 1;
    public static final int SYN = 2;
    static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;
    static final int URG = 32;
    static final int ECE = 64;
    static final int CWR = 128;
    static final int DONT_FRAGMENT = 0x4000;

    boolean isIpv6;
    int trafficClass;
    int flowLabel;
    int id;
    int fragment;
    int hopLimit;
    byte[] source = {};
    byte[] destination = {};

    /** IPv4 options, or IPv6 extension headers, of which {@link #next} is the first. */
    byte[] extra = {};

    int next;
    int protocol;
    int sourcePort;
    int destinationPort;
    public int sequence;
    public int acknowledgment;
    int reserved;
    public int flags;
    int window;
    int urgent;
    public byte[] options = {};
    public byte[] payload = {};

    SlowPacket copy() {
        SlowPacket copy = new SlowPacket();
        copy.isIpv6 = isIpv6;
        copy.trafficClass = trafficClass;
        copy.flowLabel = flowLabel;
        copy.id = id;
        copy.fragment = fragment;
        copy.hopLimit = hopLimit;
        copy.source = source.clone();
        copy.destination = destination.clone();
        copy.extra = extra.clone();
        copy.next = next;
        copy.protocol = protocol;
        copy.sourcePort = sourcePort;
        copy.destinationPort = destinationPort;
        copy.sequence = sequence;
        copy.acknowledgment = acknowledgment;
        copy.reserved = reserved;
        copy.flags = flags;
        copy.window = window;
        copy.urgent = urgent;
        copy.options = options.clone();
        copy.payload = payload.clone();
        return copy;
    }

    boolean isTcp() {
        return protocol == TCP;
    }

    int headerLength() {
        return transport() + transportHeaderLength();
    }

    /** Where the TCP or UDP header begins. */
    int transport() {
        return (isIpv6 ? 40 : 20) + extra.length;
    }

    int checksumOffset() {
        return isTcp() ? 16 : 6;
    }

    private int transportHeaderLength() {
        return isTcp() ? 20 + options.length : 8;
    }

    public byte[] bytes() {
        return bytes(false);
    }

    /**
     * The packet.
     *
     * @param omit whether its checksum is left to whom it may concern
     */
    public byte[] bytes(boolean omit) {
        ByteBuffer packet = ByteBuffer.allocate(headerLength() + payload.length);
        if (isIpv6) {
            packet.putInt((6 << 28) | (trafficClass << 20) | flowLabel);
            packet.putShort((short) (packet.capacity() - 40));
            packet.put((byte) (extra.length == 0 ? protocol : next)).put((byte) hopLimit);
            packet.put(source).put(destination).put(extra);
        } else {
            packet.put((byte) (0x40 + transport() / 4)).put((byte) trafficClass);
            packet.putShort((short) packet.capacity());
            packet.putShort((short) id).putShort((short) fragment);
            packet.put((byte) hopLimit).put((byte) protocol).putShort((short) 0);
            packet.put(source).put(destination).put(extra);
            packet.putShort(10, (short) ~sum(packet.array(), 0, transport()));
        }
        int header = transport();
        int length = packet.capacity() - header;
        packet.putShort((short) sourcePort).putShort((short) destinationPort);
        if (isTcp()) {
            packet.putInt(sequence).putInt(acknowledgment);
            packet.put((byte) (transportHeaderLength() / 4 * 16 + reserved)).put((byte) flags);
            packet.putShort((short) window).putShort((short) 0).putShort((short) urgent);
            packet.put(options);
        } else {
            packet.putShort((short) length).putShort((short) 0);
        }
        packet.put(payload);
        byte[] pseudoHeader = ByteBuffer.allocate(2 * source.length + 8)
                .put(source)
                .put(destination)
                .putInt(length)
                .putInt(protocol)
                .array();
        int sum = sum(pseudoHeader, 0, pseudoHeader.length);
        if (!omit) {
            sum = ~add(sum, sum(packet.array(), header, packet.capacity())) & 0xFFFF;
            sum = sum == 0 && !isTcp() ? 0xFFFF : sum;
        }
        packet.putShort(header + checksumOffset(), (short) sum);
        return packet.array();
    }

    /** A vnet header which says what is left to do, and the packet: what the kernel would hand over. */
    byte[] superPacket(int gsoSize) {
        int type = isTcp() ? isIpv6 ? 4 : 1 : 5;
        return withVnetHeader(bytes(true), 1, type, headerLength(), gsoSize, transport(), checksumOffset());
    }

    /** The same for one packet without its checksum. */
    byte[] unfinished() {
        return withVnetHeader(bytes(true), 1, 0, 0, 0, transport(), checksumOffset());
    }

    static byte[] withVnetHeader(
            byte[] packet, int flags, int type, int headerLength, int gsoSize, int start, int offset) {
        ByteBuffer whole = ByteBuffer.allocate(10 + packet.length).order(ByteOrder.nativeOrder());
        whole.put((byte) flags).put((byte) type);
        whole.putShort((short) headerLength).putShort((short) gsoSize);
        whole.putShort((short) start).putShort((short) offset);
        return whole.put(packet).array();
    }

    /** What a packet says; empty if it is no whole TCP or UDP packet, or one of its lengths or checksums is wrong. */
    static Optional<SlowPacket> parse(byte[] bytes, boolean omitted) {
        try {
            SlowPacket packet = read(ByteBuffer.wrap(bytes));
            return Arrays.equals(packet.bytes(omitted), bytes) ? Optional.of(packet) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static SlowPacket read(ByteBuffer in) {
        SlowPacket packet = new SlowPacket();
        int first = in.getInt();
        packet.isIpv6 = first >>> 28 == 6;
        int extra;
        if (packet.isIpv6) {
            packet.trafficClass = (first >>> 20) & 0xFF;
            packet.flowLabel = first & 0xFFFFF;
            in.getShort();
            packet.next = in.get() & 0xFF;
            packet.hopLimit = in.get() & 0xFF;
            packet.protocol = packet.next;
            extra = 0;
            while (packet.protocol != TCP && packet.protocol != UDP) {
                // Of what the tests make: hop-by-hop and destination options, and fragment headers of whole packets.
                int at = 40 + extra;
                if (packet.protocol == 44 ? in.getShort(at + 2) != 0 : packet.protocol != 0 && packet.protocol != 60) {
                    throw new IllegalArgumentException("next header " + packet.protocol);
                }
                extra += packet.protocol == 44 ? 8 : 8 + 8 * (in.get(at + 1) & 0xFF);
                packet.protocol = in.get(at) & 0xFF;
            }
        } else {
            packet.trafficClass = (first >>> 16) & 0xFF;
            packet.id = in.getShort() & 0xFFFF;
            packet.fragment = in.getShort() & 0xFFFF;
            packet.hopLimit = in.get() & 0xFF;
            packet.protocol = in.get() & 0xFF;
            in.getShort();
            extra = ((first >>> 24) & 0xF) * 4 - 20;
            if ((packet.protocol != TCP && packet.protocol != UDP) || packet.fragment % 0x4000 != 0) {
                throw new IllegalArgumentException("protocol " + packet.protocol);
            }
        }
        packet.source = take(in, packet.isIpv6 ? 16 : 4);
        packet.destination = take(in, packet.isIpv6 ? 16 : 4);
        packet.extra = take(in, extra);
        packet.sourcePort = in.getShort() & 0xFFFF;
        packet.destinationPort = in.getShort() & 0xFFFF;
        if (packet.isTcp()) {
            packet.sequence = in.getInt();
            packet.acknowledgment = in.getInt();
            int offset = in.get() & 0xFF;
            packet.reserved = offset & 0xF;
            packet.flags = in.get() & 0xFF;
            packet.window = in.getShort() & 0xFFFF;
            in.getShort();
            packet.urgent = in.getShort() & 0xFFFF;
            packet.options = take(in, offset / 16 * 4 - 20);
        } else {
            in.getInt();
        }
        packet.payload = take(in, in.remaining());
        return packet;
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** RFC 1071, two bytes at a time. */
    static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            int low = i + 1 < to ? bytes[i + 1] & 0xFF : 0;
            sum = add(sum, (bytes[i] & 0xFF) * 256 + low);
        }
        return sum;
    }

    static int add(int first, int second) {
        int sum = first + second;
        return sum > 0xFFFF ? sum - 0xFFFF : sum;
    }
}
