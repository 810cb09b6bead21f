package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.testkit.SimulatedEdge;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that arrive as one buffer: each is judged alone, and those that go the same way leave together. */
class RelayTrainTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive("train", "a secret of the members");
    private static final int SIZE = 80;

    private SimulatedSupernode supernode = new SimulatedSupernode();
    private SimulatedEdge one = new SimulatedEdge(supernode, 1, COMMUNITY);
    private SimulatedEdge two = new SimulatedEdge(supernode, 2, COMMUNITY);
    private SimulatedEdge three = new SimulatedEdge(supernode, 3, COMMUNITY);
    private long token;
    private int toTwo;
    private int toThree;
    private byte fill;

    @BeforeEach
    void meet() {
        token = one.join().getRegistered().getRelayToken();
        two.join();
        three.join();
        toTwo = introduction(two);
        toThree = introduction(three);
        supernode.takeTogether();
    }

    private int introduction(SimulatedEdge other) {
        one.takePushes();
        one.lookup(other.address());
        return one.takePushes().getFirst().getIntroduce().getRelayId();
    }

    @Test
    void datagramsOfOnePair_leaveTogether_withTheReceiversToken() {
        arrive(relay(toTwo), relay(toTwo), relay(toTwo), relay(toTwo, 40));
        assertThat(supernode.takeTogether()).containsExactly(4);
        assertThat(two.relayed).extracting(datagram -> datagram.length).containsExactly(SIZE, SIZE, SIZE, 40);
        assertThat(two.relayed).allSatisfy(datagram -> {
            assertThat(MessageLayout.readInt(datagram, CulvertLayout.RELAY_ID)).isEqualTo(toTwo);
            assertThat(MessageLayout.readLong(datagram, CulvertLayout.RELAY_TOKEN))
                    .isNotEqualTo(token)
                    .isNotZero();
        });
        assertThat(supernode.core().relays(supernode.nowNs())).anySatisfy(relay -> {
            assertThat(relay.packets()).isEqualTo(4);
            assertThat(relay.bytes()).isEqualTo(3 * SIZE + 40);
        });
    }

    @Test
    void otherReceivers_wrongTokens_andOtherKindsBetween_partThem_inOrder() {
        byte[] wrong = relay(toTwo);
        MessageLayout.writeLong(wrong, CulvertLayout.RELAY_TOKEN, token + 1);
        byte[] unknown = relay(toTwo + 64);
        byte[] reversed = relay(toTwo ^ 1);
        byte[] noise = new byte[SIZE];
        byte[] stray = new byte[SIZE];
        MessageLayout.writeInt(stray, 0, 4); // a data message of no session
        List<byte[]> good = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            good.add(relay(i < 4 || i > 6 ? toTwo : toThree));
        }
        arrive(
                good.get(0),
                good.get(1),
                wrong,
                good.get(2),
                good.get(3),
                good.get(4),
                good.get(5),
                unknown,
                reversed,
                good.get(6),
                noise,
                good.get(7),
                stray,
                good.get(8));
        assertThat(supernode.takeTogether())
                .as("hints among them")
                .filteredOn(count -> count > 1)
                .containsExactly(2, 2, 2);
        assertThat(fills(two)).containsExactlyElementsOf(fills(good, 0, 1, 2, 3, 7, 8));
        assertThat(fills(three)).containsExactlyElementsOf(fills(good, 4, 5, 6));
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_REFUSED)).isEqualTo(2);
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_UNKNOWN)).isEqualTo(1);
        assertThat(supernode.counters.value(CounterId.DROP_UNKNOWN_MESSAGE)).isEqualTo(1);
        assertThat(supernode.counters.value(CounterId.DROP_UNKNOWN_INDEX)).isEqualTo(1);
    }

    @Test
    void socketThatDoesNotDivide_sendsThemOneByOne() {
        supernode.divide(false);
        arrive(relay(toTwo), relay(toTwo), relay(toTwo, 50));
        assertThat(two.relayed).hasSize(3);
        assertThat(supernode.takeTogether()).containsExactly(1, 1, 1);
        assertThat(supernode.counters.value(CounterId.SENDS_NOT_DIVIDED)).isEqualTo(1);
        assertThat(supernode.core().relays(supernode.nowNs()))
                .anySatisfy(relay -> assertThat(relay.packets()).isEqualTo(3));
    }

    @Test
    void limits_countEachDatagram() {
        supernode = new SimulatedSupernode(
                SimulatedSupernode.config(new SupernodeLimits(10, 10, 10, 10, 10, 5 * SIZE * 8, 0)));
        one = new SimulatedEdge(supernode, 1, COMMUNITY);
        two = new SimulatedEdge(supernode, 2, COMMUNITY);
        three = new SimulatedEdge(supernode, 3, COMMUNITY);
        meet();
        arrive(Stream.generate(() -> relay(toTwo)).limit(8).toArray(byte[][]::new));
        assertThat(two.relayed).hasSize(5);
        assertThat(supernode.takeTogether()).containsExactly(5);
        assertThat(supernode.counters.value(CounterId.DROP_RELAY_PAIR_RATE)).isEqualTo(3);
    }

    /** Any mixture: who is right gets all of it in order, and nobody anything else. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyMixture_isForwardedAsIfItHadComeOneByOne(long seed) {
        Random random = new Random(seed);
        List<Byte> expectedOfTwo = new ArrayList<>();
        List<Byte> expectedOfThree = new ArrayList<>();
        for (int run = 0; run < 100; run++) {
            supernode.divide(random.nextInt(4) > 0);
            List<byte[]> datagrams = new ArrayList<>();
            int kind = 0;
            int count = 1 + random.nextInt(64);
            for (int i = 0; i < count; i++) {
                kind = random.nextInt(3) > 0 ? kind : random.nextInt(4);
                byte[] datagram = relay(kind == 1 ? toThree : toTwo, i == count - 1 ? 36 + random.nextInt(45) : SIZE);
                if (kind == 2) {
                    MessageLayout.writeLong(datagram, CulvertLayout.RELAY_TOKEN, random.nextLong());
                } else if (kind == 3) {
                    datagram[0] = 0x55;
                } else {
                    (kind == 1 ? expectedOfThree : expectedOfTwo).add(datagram[datagram.length - 1]);
                }
                datagrams.add(datagram);
            }
            arrive(datagrams.toArray(byte[][]::new));
        }
        assertThat(fills(two)).isEqualTo(expectedOfTwo);
        assertThat(fills(three)).isEqualTo(expectedOfThree);
    }

    private void arrive(byte[]... datagrams) {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        for (byte[] datagram : datagrams) {
            buffer.writeBytes(datagram);
        }
        supernode.receive(one.endpoint(), buffer.toByteArray(), datagrams[0].length);
        supernode.settle();
    }

    private byte[] relay(int id) {
        return relay(id, SIZE);
    }

    /** One that differs from the others in its last byte. */
    private byte[] relay(int id, int length) {
        byte[] datagram = new byte[length];
        CulvertLayout.writeRelayHeader(datagram, 0, id, token);
        MessageLayout.writeInt(datagram, CulvertLayout.RELAY_HEADER_BYTES, 4);
        datagram[length - 1] = ++fill;
        return datagram;
    }

    private static List<Byte> fills(SimulatedEdge edge) {
        return edge.relayed.stream()
                .map(datagram -> datagram[datagram.length - 1])
                .toList();
    }

    private static List<Byte> fills(List<byte[]> datagrams, int... wanted) {
        List<Byte> fills = new ArrayList<>();
        for (int i : wanted) {
            fills.add(datagrams.get(i)[SIZE - 1]);
        }
        return fills;
    }
}
