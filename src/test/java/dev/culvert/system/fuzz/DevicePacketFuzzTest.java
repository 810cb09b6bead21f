package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.common.ops.CounterId;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What local programs can send into the TUN device: each packet is sent, left to the conductor or counted, as a slow reader
 * of IP headers says; and what was sent comes out at the other end as it was, but for the segment size of a TCP SYN and the
 * fragments that a packet above the MTU becomes.
 */
class DevicePacketFuzzTest {
    private static final byte[][] TEMPLATES = {
        Packet.ipv4("10.0.0.1", "10.0.0.2", 60),
        Packet.ipv6("fd00:1::1", "fd00:2::2", 60),
        Packet.ipv4("10.0.0.1", "10.1.5.9", 1_400),
        Packet.ipv4("10.0.0.1", "10.9.9.9", 20),
        Syn.ipv4("10.0.0.1", "10.0.0.2"),
        Syn.ipv6("fd00:1::1", "fd00:2::2")
    };

    private static final FuzzPair PAIR = new FuzzPair();

    @FuzzTest
    void anyPackets(byte[] input) {
        List<byte[]> packets = new Recipe(input)
                .parts(TEMPLATES).stream().map(Recipe.Part::bytes).toList();
        Map<CounterId, Long> before = PAIR.left.counts();
        PAIR.left.send(packets, FuzzPair.NOW_NS);
        List<byte[]> told = PAIR.left.takeWritten();

        Map<CounterId, Long> expected = new EnumMap<>(before);
        expected.merge(CounterId.TOO_BIG_TOLD, (long) told.size(), Long::sum);
        List<Packet> toRight = new ArrayList<>();
        int toCarol = 0;
        int tooBig = 0;
        for (byte[] bytes : packets) {
            Optional<Packet> packet = Packet.read(Syn.lowered(bytes, FuzzNode.MTU));
            if (packet.isEmpty()) {
                expected.merge(CounterId.DROP_MALFORMED_TUN, 1L, Long::sum);
            } else if (isFor(PAIR.leftToCarol, packet.get())) {
                toCarol++;
            } else if (!isFor(PAIR.leftToRight, packet.get())) {
                expected.merge(CounterId.DROP_NO_PEER, 1L, Long::sum);
            } else if (bytes.length <= FuzzNode.MTU) {
                toRight.add(packet.get());
            } else if (Fragments.areAllowed(packet.get(), bytes.length)) {
                expected.merge(CounterId.PACKETS_FRAGMENTED, 1L, Long::sum);
                toRight.add(packet.get());
            } else {
                expected.merge(CounterId.DROP_PACKET_TOO_BIG, 1L, Long::sum);
                tooBig++;
            }
        }
        assertThat(PAIR.left.counts()).isEqualTo(expected);
        assertThat(told).hasSizeLessThanOrEqualTo(tooBig);
        assertThat(told).allMatch(answer -> Packet.read(answer).isPresent());
        assertThat(PAIR.left.takeEvents()).hasSize(toCarol).allMatch(DataEvent.Unsendable.class::isInstance);
        Fragments arrived = arrived(PAIR.left.takeSent());
        toRight.stream().filter(DevicePacketFuzzTest::isFromLeft).forEach(arrived::takeOut);
        assertThat(arrived.isEmpty()).as("nothing else arrived").isTrue();
    }

    /** What Right's device gets of these datagrams. */
    private static Fragments arrived(List<byte[]> datagrams) {
        long dropped = PAIR.right.counted();
        datagrams.forEach(datagram -> PAIR.right.receive(PAIR.left, datagram, FuzzPair.NOW_NS));
        List<byte[]> written = PAIR.right.takeWritten();
        assertThat(written.size() + PAIR.right.counted() - dropped).isEqualTo(datagrams.size());
        return new Fragments(written);
    }

    private static boolean isFor(Peer peer, Packet packet) {
        return peer.allowedIps().stream().anyMatch(prefix -> prefix.contains(packet.destination()));
    }

    /** For Right: her own addresses, but for those that are Carol's. */
    private static boolean isFromLeft(Packet packet) {
        return PAIR.rightToLeft.allowedIps().stream().anyMatch(prefix -> prefix.contains(packet.source()))
                && PAIR.rightToCarol.allowedIps().stream().noneMatch(prefix -> prefix.contains(packet.source()));
    }
}
