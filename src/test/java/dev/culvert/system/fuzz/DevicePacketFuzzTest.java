package dev.culvert.system.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.culvert.common.ops.CounterId;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What local programs can send into the TUN device: each packet is sent, left to the conductor or counted, as a slow reader
 * of IP headers says; and what was sent comes out at the other end as it was.
 */
class DevicePacketFuzzTest {
    private static final byte[][] TEMPLATES = {
        Packet.ipv4("10.0.0.1", "10.0.0.2", 60),
        Packet.ipv6("fd00:1::1", "fd00:2::2", 60),
        Packet.ipv4("10.0.0.1", "10.1.5.9", 1_400),
        Packet.ipv4("10.0.0.1", "10.9.9.9", 20)
    };

    private static final FuzzPair PAIR = new FuzzPair();

    @FuzzTest
    void anyPackets(byte[] input) {
        List<byte[]> packets = new Recipe(input)
                .parts(TEMPLATES).stream().map(Recipe.Part::bytes).toList();
        long malformed = PAIR.left.counters.value(CounterId.DROP_MALFORMED_TUN);
        long nobodys = PAIR.left.counters.value(CounterId.DROP_NO_PEER);
        long counted = PAIR.left.counted();
        PAIR.left.send(packets, FuzzPair.NOW_NS);

        List<Packet> toRight = new ArrayList<>();
        int toCarol = 0;
        for (byte[] bytes : packets) {
            Optional<Packet> packet = Packet.read(bytes);
            if (packet.isEmpty()) {
                malformed++;
                counted++;
            } else if (isFor(PAIR.leftToRight, packet.get())) {
                toRight.add(packet.get());
            } else if (isFor(PAIR.leftToCarol, packet.get())) {
                toCarol++;
            } else {
                nobodys++;
                counted++;
            }
        }
        assertThat(PAIR.left.counters.value(CounterId.DROP_MALFORMED_TUN)).isEqualTo(malformed);
        assertThat(PAIR.left.counters.value(CounterId.DROP_NO_PEER)).isEqualTo(nobodys);
        assertThat(PAIR.left.counted()).as("nothing else was counted").isEqualTo(counted);
        assertThat(PAIR.left.takeEvents()).hasSize(toCarol).allMatch(DataEvent.Unsendable.class::isInstance);
        assertThat(arrived(PAIR.left.takeSent()))
                .isEqualTo(texts(toRight.stream()
                        .filter(DevicePacketFuzzTest::isFromLeft)
                        .toList()));
    }

    /** What Right's device gets of these datagrams. */
    private static List<String> arrived(List<byte[]> datagrams) {
        long dropped = PAIR.right.counted();
        datagrams.forEach(datagram -> PAIR.right.receive(PAIR.left, datagram, FuzzPair.NOW_NS));
        List<byte[]> written = PAIR.right.takeWritten();
        assertThat(written.size() + PAIR.right.counted() - dropped).isEqualTo(datagrams.size());
        return written.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static List<String> texts(List<Packet> packets) {
        return packets.stream()
                .map(packet -> HexFormat.of().formatHex(packet.bytes()))
                .toList();
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
