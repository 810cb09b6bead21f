package dev.culvert.tun.offload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@link Segments} and {@link Joiner} must come to, by taking packets apart and building others. */
final class SlowOffload {
    private SlowOffload() {}

    /** A packet on its way to the TUN device. */
    record Arriving(byte[] bytes, boolean isElided) {}

    /** The packets that a super-packet stands for. */
    static List<byte[]> split(SlowPacket superPacket, int gsoSize, boolean elide) {
        byte[] payload = superPacket.payload;
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from == 0 || from < payload.length; from += gsoSize) {
            boolean isFirst = from == 0;
            boolean isLast = from + gsoSize >= payload.length;
            SlowPacket segment = superPacket.copy();
            segment.payload = Arrays.copyOfRange(payload, from, isLast ? payload.length : from + gsoSize);
            segment.id = (superPacket.id + segments.size()) & 0xFFFF;
            segment.sequence = superPacket.sequence + from;
            if (!isFirst) {
                segment.flags &= ~SlowPacket.CWR;
            }
            if (!isLast) {
                segment.flags &= ~(SlowPacket.FIN | SlowPacket.PSH);
            }
            segments.add(segment.bytes(elide));
        }
        return segments;
    }

    /** What is written for packets that arrive in this order: vnet headers, and packets or super-packets. */
    static List<byte[]> join(List<Arriving> packets) {
        List<byte[]> writes = new ArrayList<>();
        List<SlowPacket> train = new ArrayList<>();
        for (Arriving arriving : packets) {
            Optional<SlowPacket> packet = SlowPacket.parse(arriving.bytes(), arriving.isElided());
            if (packet.isPresent() && continues(train, packet.get())) {
                train.add(packet.get());
                writes.set(writes.size() - 1, joined(train).superPacket(train.getFirst().payload.length));
            } else {
                train.clear();
                packet.filter(SlowOffload::canBegin).ifPresent(train::add);
                writes.add(
                        arriving.isElided()
                                ? packet.orElseThrow().unfinished()
                                : SlowPacket.withVnetHeader(arriving.bytes(), 0, 0, 0, 0, 0, 0));
            }
        }
        return writes;
    }

    private static boolean canBegin(SlowPacket packet) {
        boolean isOrdinary = !packet.isTcp() || (packet.flags & ~SlowPacket.ECE) == SlowPacket.ACK;
        return isOrdinary && packet.extra.length == 0 && packet.payload.length > 0;
    }

    /** Whether the packet is what splitting the train would give after it, but for the id, PSH and less payload. */
    private static boolean continues(List<SlowPacket> train, SlowPacket packet) {
        if (train.isEmpty()) {
            return false;
        }
        SlowPacket all = joined(train);
        int size = train.getFirst().payload.length;
        boolean isEnded = train.getLast().payload.length < size || (train.getLast().flags & SlowPacket.PSH) != 0;
        SlowPacket expected = train.getFirst().copy();
        expected.sequence += all.payload.length;
        expected.id = packet.id;
        expected.flags |= packet.flags & SlowPacket.PSH;
        expected.payload = packet.payload;
        return !isEnded
                && packet.payload.length > 0
                && packet.payload.length <= size
                && (packet.isTcp() || train.size() < 64)
                && all.headerLength() + all.payload.length + packet.payload.length <= 65_535
                && Arrays.equals(expected.bytes(), packet.bytes());
    }

    private static SlowPacket joined(List<SlowPacket> train) {
        SlowPacket all = train.getFirst().copy();
        for (SlowPacket next : train.subList(1, train.size())) {
            int before = all.payload.length;
            all.payload = Arrays.copyOf(all.payload, before + next.payload.length);
            System.arraycopy(next.payload, 0, all.payload, before, next.payload.length);
        }
        all.flags |= train.getLast().flags & SlowPacket.PSH;
        return all;
    }
}
