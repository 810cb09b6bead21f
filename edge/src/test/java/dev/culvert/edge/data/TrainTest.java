package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Mirror;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.FakeEvents;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves together, and that it is what was put in. */
class TrainTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint FAR = new Endpoint(IpAddress.parse("198.51.100.1"), 7654);
    private static final int HEADER = CulvertLayout.RELAY_HEADER_BYTES;
    private static final int RUNS = 400;

    private final FakePort port = new FakePort();
    private final FakePort second = new FakePort();
    private final FakeEvents events = new FakeEvents();
    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final Train train = new Train(events, counters);
    private final Node node = new Node(1);
    private final Peer peer = node.add(PeerKind.CULVERT, new Node(2), List.of(IpPrefix.parse("10.0.0.2/32")));

    private final Path direct = new Path(port, FAR, null, null);
    private final Path relayed = new Path(port, FAR, null, new RelayLeg(42, 7));

    @Test
    void equalMessages_leaveTogether_aShorterOneIsTheLast() {
        assertThat(send(direct, null, 100, 100, 100, 60, 60, 100, 200, 200)).isEqualTo(920);
        assertThat(port.takeTogether()).containsExactly(4, 1, 1, 2);
    }

    /** At the usual MTU, and where the header of a relay makes the difference. */
    @ParameterizedTest
    @CsvSource({"false, 1432, 45", "true, 1432, 45", "false, 1448, 45", "true, 1448, 44"})
    void fullPackets_leaveAsManyAsADeviceTakes(boolean overRelay, int length, int most) {
        int[] lengths = IntStream.generate(() -> length).limit(100).toArray();
        send(overRelay ? relayed : direct, null, lengths);
        assertThat(port.takeTogether()).containsExactly(most, most, 100 - 2 * most);
    }

    @Test
    void smallPackets_leaveAsManyAsTheKernelTakes() {
        send(relayed, null, IntStream.generate(() -> 96).limit(130).toArray());
        assertThat(port.takeTogether()).containsExactly(64, 64, 2);
    }

    @Test
    void largestMessages_leaveAlone_andOneThatNoDatagramCarriesIsTooBig() {
        int largest = UdpPort.MAX_PAYLOAD - HEADER;
        assertThat(send(relayed, null, largest, largest, 32, largest)).isEqualTo(3 * largest + 32);
        assertThat(port.takeTogether()).containsExactly(1, 1, 1, 1);
        assertThat(send(direct, null, 64, 65_583)).isEqualTo(64);
        assertThat(counters.value(CounterId.DROP_SEND_TOO_BIG)).isEqualTo(1);
    }

    @Test
    void placeWithoutAMessage_leavesNothing() {
        train.begin(peer, direct, null, NOW_NS);
        put(1, 64);
        train.place(64);
        put(2, 64);
        assertThat(train.end()).isEqualTo(128);
        assertThat(port.takeTogether()).containsExactly(2);
        train.begin(peer, direct, null, NOW_NS);
        train.place(64);
        assertThat(train.end()).isZero();
        assertThat(port.takeTogether()).isEmpty();
    }

    /** Any sizes, by any path, with any mirror, by sockets that divide or do not: the same datagrams in the same order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverGoesIn_comesOut(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < RUNS; run++) {
            Path path = random.nextBoolean() ? direct : relayed;
            Mirror mirror = mirror(random.nextInt(4));
            int[] lengths = lengths(random);
            port.divide(random.nextInt(4) > 0);
            List<byte[]> messages = new ArrayList<>();
            train.begin(peer, path, mirror, NOW_NS);
            for (int length : lengths) {
                byte[] message = new byte[length];
                random.nextBytes(message);
                messages.add(message);
                int at = train.place(Math.min(length + random.nextInt(3) * 16, UdpPort.MAX_PAYLOAD));
                System.arraycopy(message, 0, train.bytes(), at, length);
                train.add(length);
            }
            assertThat(train.end()).isEqualTo(IntStream.of(lengths).sum());
            assertThat(sent(port)).containsExactlyElementsOf(datagrams(path, messages));
            if (mirror != null) {
                assertThat(sent(second)).containsExactlyElementsOf(datagrams(mirror.path(), messages));
            }
        }
        assertThat(counters.value(CounterId.SENDS_NOT_DIVIDED)).isPositive();
        assertThat(counters.snapshot().entrySet().stream()
                        .filter(counter -> counter.getKey().name().startsWith("DROP"))
                        .mapToLong(Map.Entry::getValue)
                        .sum())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = SendResult.class,
            names = {"FULL", "FAILED"})
    void whatIsLostTogether_isCountedOneByOne_unlessTheMirrorTookIt(SendResult result) {
        port.answerWith(result);
        assertThat(send(direct, null, 64, 64, 64, 32)).isZero();
        assertThat(counters.value(CounterId.valueOf("DROP_SEND_" + result))).isEqualTo(4);
        assertThat(send(relayed, mirror(1), 64, 64, 64, 32)).isEqualTo(224);
        assertThat(counters.value(CounterId.valueOf("DROP_SEND_" + result))).isEqualTo(4);
        assertThat(counters.value(CounterId.MIRROR_SENT)).isEqualTo(4);
        assertThat(second.takeSent()).hasSize(4);
    }

    /** The first link takes less than all but the last: that one arrives, the others are told. */
    @Test
    void whatIsTooBig_isToldByItsSize_theRestIsSent() {
        port.narrow(1_000);
        assertThat(send(relayed, null, 992, 992, 320)).isEqualTo(320);
        assertThat(port.takeTogether()).containsExactly(1);
        assertThat(counters.value(CounterId.DROP_SEND_TOO_BIG)).isEqualTo(2);
        DataEvent told = new DataEvent.TooBig(peer, relayed, 992 - MessageLayout.DATA_OVERHEAD_BYTES);
        assertThat(events.take()).containsExactly(told, told);
        assertThat(send(direct, null, 992, 992)).as("eight bytes below").isEqualTo(1_984);
    }

    @Test
    void mirrorWhoseBudgetEndsInTheMiddle_takesTheFirst() {
        Mirror mirror = mirror(1);
        int[] lengths = IntStream.generate(() -> 60_000).limit(20).toArray();
        send(direct, mirror, lengths);
        long copies = counters.value(CounterId.MIRROR_SENT);
        assertThat(copies).isBetween(1L, 19L);
        assertThat(counters.value(CounterId.MIRROR_WITHHELD)).isEqualTo(20 - copies);
        assertThat(second.takeSent()).hasSize((int) copies);
        assertThat(port.takeSent()).hasSize(20);
    }

    private int send(Path path, @Nullable Mirror mirror, int... lengths) {
        train.begin(peer, path, mirror, NOW_NS);
        for (int i = 0; i < lengths.length; i++) {
            put(i, lengths[i]);
        }
        return train.end();
    }

    private void put(int fill, int length) {
        int at = train.place(length);
        Arrays.fill(train.bytes(), at, at + length, (byte) fill);
        train.add(length);
    }

    /** None, or one by a direct or a relayed path that takes all. */
    private @Nullable Mirror mirror(int kind) {
        return switch (kind) {
            case 1 -> new Mirror(new Path(second, FAR, null, null));
            case 2 -> new Mirror(new Path(second, FAR, null, new RelayLeg(44, 9)));
            default -> null;
        };
    }

    /** Runs of one size with a shorter end, and any sizes between; 1 MiB at most together, which a mirror takes. */
    private static int[] lengths(Random random) {
        List<Integer> lengths = new ArrayList<>();
        int left = 1_000_000;
        int runs = random.nextInt(8);
        for (int i = 0; i < runs; i++) {
            int size = 32 + 16 * random.nextInt(random.nextInt(8) == 0 ? 4_000 : 90);
            int count = Math.min(random.nextInt(150), left / size);
            for (int j = 0; j < count; j++) {
                lengths.add(size);
            }
            left -= count * size;
            int last = 32 + 16 * random.nextInt(90);
            if (last <= left) {
                lengths.add(last);
                left -= last;
            }
        }
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<byte[]> datagrams(Path path, List<byte[]> messages) {
        RelayLeg leg = path.relay();
        if (leg == null) {
            return messages;
        }
        return messages.stream()
                .map(message -> {
                    byte[] datagram = new byte[HEADER + message.length];
                    CulvertLayout.writeRelayHeader(datagram, 0, leg.id(), leg.token());
                    System.arraycopy(message, 0, datagram, HEADER, message.length);
                    return datagram;
                })
                .toList();
    }

    private static List<byte[]> sent(FakePort port) {
        return port.takeSent().stream().map(FakePort.Sent::bytes).toList();
    }
}
