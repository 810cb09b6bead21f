package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TUN → UDP. */
class DataPathSendTest {
    private static final long NOW_NS = 1_000_000_000_000L;

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final Node carol = new Node(3);
    private final Peer toRight = left.add(right);
    private final Peer toCarol = left.add(carol);

    @BeforeEach
    void connect() {
        left.shakeHands(toRight, right, right.add(left), NOW_NS);
        left.shakeHands(toCarol, carol, carol.add(left), NOW_NS);
        left.countedSince();
    }

    @Test
    void packet_isSealedAndSentOnThePeersPath() {
        byte[] packet = Packets.ipv4(left.address(), right.address(), 100);
        left.send(NOW_NS, packet);
        FakePort.Sent sent = onlySent();
        assertThat(sent.remote()).isEqualTo(right.endpoint());
        assertThat(sent.local()).isEqualTo(IpAddress.parse("192.0.2.1"));
        right.receive(left, sent.bytes(), NOW_NS);
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(left.countedSince()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "20, 32",
        "32, 32",
        "33, 48",
        "1392, 1392",
        "1393, 1400", // not beyond the MTU
        "1399, 1400",
        "1400, 1400"
    })
    void packet_isPaddedWithZeros(int length, int padded) {
        left.send(NOW_NS, Packets.ipv4(left.address(), right.address(), length));
        byte[] message = onlySent().bytes();
        assertThat(message).hasSize(padded + MessageLayout.DATA_OVERHEAD_BYTES);
        byte[] plaintext = opened(message);
        assertThat(Arrays.copyOf(plaintext, length)).isEqualTo(Packets.ipv4(left.address(), right.address(), length));
        for (int i = length; i < padded; i++) {
            assertThat(plaintext[i]).isZero();
        }
    }

    @Test
    void padding_isNotWhatTheBufferHeldBefore() {
        PacketBatch batch = new PacketBatch();
        byte[] large = new byte[1_400];
        Arrays.fill(large, (byte) 0x55);
        batch.add(large);
        batch.clear();
        batch.add(Packets.ipv4(left.address(), right.address(), 21));
        left.dataPath.onTunBatch(batch, NOW_NS);
        assertThat(Arrays.copyOfRange(opened(onlySent().bytes()), 21, 32)).containsOnly(0);
    }

    @Test
    void batch_keepsEachPeersOrder_withoutAGapInItsCounters() {
        byte[] nobody = Packets.ipv4(left.address(), "10.9.9.9", 40);
        byte[] malformed = new byte[40];
        byte[] toB = Packets.ipv4(left.address(), right.address(), 40);
        byte[] toC = Packets.ipv4(left.address(), carol.address(), 40);
        left.send(NOW_NS, toB, toB, nobody, toB, toC, toC, toB, malformed, toC);
        List<FakePort.Sent> sent = left.port.takeSent();
        assertThat(sent.stream().map(FakePort.Sent::remote))
                .containsExactly(
                        right.endpoint(),
                        right.endpoint(),
                        right.endpoint(),
                        carol.endpoint(),
                        carol.endpoint(),
                        right.endpoint(),
                        carol.endpoint());
        assertThat(countersOf(sent, right)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(countersOf(sent, carol)).containsExactly(0L, 1L, 2L);
        assertThat(keypair(toRight).reserve(1)).as("none was taken in vain").isEqualTo(4);
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_NO_PEER, 1L, CounterId.DROP_MALFORMED_TUN, 1L));
    }

    @Test
    void batch_ofTheLargestSize_isSent() {
        PacketBatch batch = new PacketBatch();
        while (batch.hasRoom()) {
            batch.add(Packets.ipv4(left.address(), right.address(), 60));
        }
        assertThat(batch.count()).isEqualTo(PacketBatch.CAPACITY);
        left.dataPath.onTunBatch(batch, NOW_NS);
        assertThat(left.port.takeSent()).hasSize(PacketBatch.CAPACITY);
    }

    @Test
    void batch_hasRoomForPacketsOfAnySize() {
        PacketBatch batch = new PacketBatch();
        int count = 0;
        while (batch.hasRoom()) {
            batch.add(new byte[65_535]);
            count++;
        }
        assertThat(count).as("one is enough").isEqualTo(1);
        batch.clear();
        while (batch.hasRoom()) {
            batch.add(new byte[batch.end() < 14_000 ? 1_400 : 65_535]);
        }
        int last = batch.count() - 1;
        assertThat(last).isPositive();
        assertThat(batch.offset(last) + batch.length(last) + MessageLayout.PADDING)
                .isLessThanOrEqualTo(batch.bytes().length);
    }

    @Test
    void packetsSent_areReportedToTheTimersOnceABatch() {
        byte[] packet = Packets.ipv4(left.address(), right.address(), 32);
        long before = toRight.session().activity().sentBytes();
        left.send(NOW_NS + 5, packet, packet);
        assertThat(toRight.session().activity().sentBytes() - before).isEqualTo(2 * 64);
        assertThat(toRight.session().activity().lastSentNs()).isEqualTo(NOW_NS + 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 20, 39})
    void malformedPacket_isCountedOnce(int length) {
        byte[] packet = new byte[length];
        if (length > 0) {
            packet[0] = 0x60;
        }
        left.send(NOW_NS, packet);
        assertDropped(CounterId.DROP_MALFORMED_TUN, 1);
    }

    @Test
    void packetToNobody_isCountedOnce() {
        left.send(NOW_NS, Packets.ipv4(left.address(), "10.0.0.99", 40));
        assertDropped(CounterId.DROP_NO_PEER, 1);
        left.send(NOW_NS, Packets.ipv6("fd00::1", "fd00::2", 60));
        assertDropped(CounterId.DROP_NO_PEER, 1);
    }

    @Test
    void peerWithoutSession_leavesPacketsToTheConductor() {
        toRight.useKeys(null);
        assertUnsendable(right, NOW_NS);
    }

    @Test
    void peerWithoutPath_leavesPacketsToTheConductor() {
        Node dave = new Node(4);
        left.add(dave).useKeys(keypair(toRight));
        assertUnsendable(dave, NOW_NS);
    }

    @Test
    void keysThatAreTooOld_leavePacketsToTheConductor() {
        left.send(NOW_NS + Timing.REJECT_AFTER_NS - 1, Packets.ipv4(left.address(), right.address(), 40));
        assertThat(left.port.takeSent()).hasSize(1);
        assertUnsendable(right, NOW_NS + Timing.REJECT_AFTER_NS);
    }

    @Test
    void conductorsQueueFull_isCountedForEachPacket() {
        toRight.useKeys(null);
        left.events.full(true);
        byte[] packet = Packets.ipv4(left.address(), right.address(), 40);
        left.send(NOW_NS, packet, packet);
        assertDropped(CounterId.DROP_EVENT_QUEUE_FULL, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = SendResult.class,
            names = {"FULL", "TOO_BIG", "FAILED"})
    void socketThatRefuses_isCountedForEachPacket(SendResult result) {
        left.port.answerWith(result);
        byte[] packet = Packets.ipv4(left.address(), right.address(), 40);
        long before = toRight.session().activity().sentBytes();
        left.send(NOW_NS, packet, packet, packet);
        assertThat(left.events.take()).isEmpty();
        CounterId reason = CounterId.valueOf("DROP_SEND_" + result);
        assertDropped(reason, 3);
        assertThat(toRight.session().activity().sentBytes()).isEqualTo(before);
    }

    @Test
    void keysWipedMeanwhile_areCountedForEachPacket_andNothingIsSent() {
        keypair(toRight).sendKey().destroy();
        byte[] packet = Packets.ipv4(left.address(), right.address(), 40);
        left.send(NOW_NS, packet, packet);
        assertDropped(CounterId.DROP_EXPIRED_KEY, 2);
    }

    private void assertUnsendable(Node receiver, long nowNs) {
        byte[] first = Packets.ipv4(left.address(), receiver.address(), 40);
        byte[] second = Packets.ipv4(left.address(), receiver.address(), 41);
        PacketBatch batch = new PacketBatch();
        batch.add(first);
        batch.add(second);
        left.dataPath.onTunBatch(batch, nowNs);
        Arrays.fill(batch.bytes(), (byte) 0); // the next batch comes into the same array
        assertThat(left.events.take().stream().map(DataPathSendTest::unsendable))
                .containsExactly(first, second);
        assertThat(left.port.takeSent()).isEmpty();
        assertThat(left.countedSince()).isEmpty();
    }

    private static byte[] unsendable(DataEvent event) {
        assertThat(event).isInstanceOf(DataEvent.Unsendable.class);
        return ((DataEvent.Unsendable) event).packet();
    }

    private void assertDropped(CounterId reason, long count) {
        assertThat(left.countedSince()).isEqualTo(Map.of(reason, count));
        assertThat(left.port.takeSent()).isEmpty();
        assertThat(left.events.take()).isEmpty();
    }

    private FakePort.Sent onlySent() {
        List<FakePort.Sent> sent = left.port.takeSent();
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private static List<Long> countersOf(List<FakePort.Sent> sent, Node receiver) {
        return sent.stream()
                .filter(datagram -> datagram.remote().equals(receiver.endpoint()))
                .map(datagram -> MessageLayout.readLong(datagram.bytes(), MessageLayout.DATA_COUNTER))
                .toList();
    }

    private static Keypair<Peer> keypair(Peer peer) {
        @Nullable Keypair<Peer> keypair = peer.session().current();
        assertThat(keypair).isNotNull();
        return keypair;
    }

    /** All plaintext of a message to Right, padding included. */
    private byte[] opened(byte[] message) {
        int index = MessageLayout.readInt(message, MessageLayout.FIRST_INDEX);
        assertThat(right.sessions.indices().find(index)).isInstanceOf(Keypair.class);
        Keypair<?> keypair = (Keypair<?>) right.sessions.indices().find(index);
        byte[] plaintext = new byte[message.length - MessageLayout.DATA_OVERHEAD_BYTES];
        assertThat(keypair).isNotNull();
        assertThat(new DataCipher(AeadFactory.JCE).open(keypair, message, 0, message.length, plaintext))
                .isTrue();
        return plaintext;
    }
}
