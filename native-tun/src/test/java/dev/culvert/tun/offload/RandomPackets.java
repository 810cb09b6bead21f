package dev.culvert.tun.offload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets as they may come: mostly such as can be joined, and of everything else some. */
public final class RandomPackets {
    private final Random random;

    /** Packets by this seed. */
    public RandomPackets(Random random) {
        this.random = random;
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** A packet without payload, of any flags. */
    SlowPacket headers() {
        SlowPacket packet = new SlowPacket();
        packet.isIpv6 = random.nextBoolean();
        packet.trafficClass = oneIn(3) ? random.nextInt(256) : 0;
        packet.hopLimit = 1 + random.nextInt(255);
        packet.source = bytes(packet.isIpv6 ? 16 : 4);
        packet.destination = bytes(packet.isIpv6 ? 16 : 4);
        packet.protocol = oneIn(3) ? SlowPacket.UDP : SlowPacket.TCP;
        packet.sourcePort = random.nextInt(65_536);
        packet.destinationPort = random.nextInt(65_536);
        if (packet.isIpv6) {
            packet.flowLabel = random.nextInt(1 << 20);
        } else {
            packet.id = random.nextInt(65_536);
            packet.fragment = oneIn(4) ? 0 : oneIn(10) ? 0x8000 : SlowPacket.DONT_FRAGMENT;
        }
        if (packet.isTcp()) {
            packet.sequence = oneIn(4) ? -random.nextInt(3_000) : random.nextInt();
            packet.acknowledgment = random.nextInt();
            packet.reserved = oneIn(20) ? random.nextInt(16) : 0;
            packet.flags = oneIn(4) ? random.nextInt(256) : SlowPacket.ACK;
            packet.window = random.nextInt(65_536);
            packet.urgent = oneIn(20) ? random.nextInt(65_536) : 0;
            packet.options = oneIn(4) ? bytes(4 * random.nextInt(11)) : timestamps(random.nextInt());
        }
        if (oneIn(6)) {
            addExtra(packet);
        }
        return packet;
    }

    private void addExtra(SlowPacket packet) {
        if (!packet.isIpv6) {
            packet.extra = bytes(4 * random.nextInt(11));
            return;
        }
        // Hop-by-hop options, then destination options, or a fragment header of a whole packet.
        int units = random.nextInt(4);
        int second = oneIn(2) ? 60 : 44;
        packet.next = 0;
        packet.extra = bytes(8 + 8 * units + 8);
        packet.extra[0] = (byte) second;
        packet.extra[1] = (byte) units;
        int at = packet.extra.length - 8;
        packet.extra[at] = (byte) packet.protocol;
        packet.extra[at + 1] = 0;
        packet.extra[at + 2] = 0;
        packet.extra[at + 3] = 0;
    }

    private static byte[] timestamps(int value) {
        return new byte[] {1, 1, 8, 10, 0, 0, 1, 2, (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), 7};
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        if (oneIn(10)) {
            // Checksums at the edges of their range.
            Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0 : 0xFF));
        }
        return bytes;
    }

    int payloadSize() {
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(40);
            case 1 -> 1 + random.nextInt(3_000);
            default -> 1_348;
        };
    }

    /** A train of one flow, with faults. */
    public List<SlowPacket> train() {
        SlowPacket packet = headers();
        int size = payloadSize();
        int count = 1 + random.nextInt(oneIn(20) ? 150 : 12);
        packet.payload = bytes(size);
        List<SlowPacket> train = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SlowPacket next = packet.copy();
            next.payload = bytes(oneIn(15) ? random.nextInt(2 * size) : size);
            next.id = oneIn(2) ? random.nextInt(65_536) : (packet.id + i) & 0xFFFF;
            if (oneIn(12)) {
                change(next);
            }
            if (oneIn(15) && next.isTcp()) {
                next.flags |= SlowPacket.PSH;
            }
            if (next.isIpv6) {
                next.id = 0;
            }
            train.add(next);
            packet.sequence += next.isTcp() ? next.payload.length : 0;
        }
        return train;
    }

    private void change(SlowPacket packet) {
        int bit = random.nextInt(8);
        switch (random.nextInt(packet.isTcp() ? 17 : 7)) {
            case 0 -> packet.trafficClass ^= 1 << bit;
            case 1 -> packet.hopLimit ^= 1 << bit;
            case 2 -> packet.source[random.nextInt(packet.source.length)] ^= (byte) (1 << bit);
            case 3 -> packet.destination[random.nextInt(packet.destination.length)] ^= (byte) (1 << bit);
            case 4 -> {
                packet.fragment ^= packet.isIpv6 ? 0 : oneIn(2) ? 0x8000 : SlowPacket.DONT_FRAGMENT;
                packet.flowLabel ^= packet.isIpv6 ? 1 << (2 * bit) : 0;
            }
            case 5 -> packet.sourcePort ^= 1 << (2 * bit);
            case 6 -> packet.destinationPort ^= 1 << (2 * bit);
            case 7 -> packet.sequence += oneIn(2) ? 1 << bit : -(1 << bit);
            case 8 -> packet.acknowledgment ^= 1 << (4 * bit);
            case 9 -> packet.reserved ^= 1 << (bit / 2);
            case 10 -> packet.window ^= 1 << (2 * bit);
            case 11 -> packet.urgent ^= 1 << (2 * bit);
            case 12 -> packet.options = bytes(packet.options.length);
            case 13 -> packet.options = bytes(4 * random.nextInt(11));
            case 14 -> packet.payload = new byte[0];
            default -> packet.flags ^= 1 << bit;
        }
    }

    /** What is no packet, or almost one. */
    byte[] spoilt(byte[] packet) {
        byte[] spoilt = packet.clone();
        switch (spoilt.length == 0 ? 1 : random.nextInt(4)) {
            case 0 -> spoilt = Arrays.copyOf(spoilt, random.nextInt(spoilt.length));
            case 1 -> spoilt = bytes(random.nextInt(200));
            case 2 -> spoilt = Arrays.copyOf(spoilt, spoilt.length + 1 + random.nextInt(20));
            default -> {
                // In the headers, mostly.
                int at = random.nextInt(Math.min(spoilt.length, oneIn(4) ? spoilt.length : 80));
                spoilt[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return spoilt;
    }
}
