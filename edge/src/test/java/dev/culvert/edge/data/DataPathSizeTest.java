package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths that carry less than the device's MTU: Left sends to Right, whose path carries 1,000 bytes. */
class DataPathSizeTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final int LIMIT = 1_000;
    private static final byte DONT_FRAGMENT = 0x40;

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final Peer toRight =
            left.add(PeerKind.CULVERT, right, List.of(IpPrefix.parse("10.0.0.2/32"), IpPrefix.parse("fd00::2/128")));
    private final Peer toLeft =
            right.add(PeerKind.CULVERT, left, List.of(IpPrefix.parse("10.0.0.1/32"), IpPrefix.parse("fd00::1/128")));

    @BeforeEach
    void connect() {
        left.shakeHands(toRight, right, toLeft, NOW_NS);
        toRight.usePath(left.pathTo(right), LIMIT, null);
        left.countedSince();
    }

    @Test
    void packetOfTheLimit_isSentAsItIs_largerOnesAreNot() {
        byte[] packet = unfragmentable(LIMIT);
        left.send(NOW_NS, packet);
        assertThat(delivered()).containsExactly(packet);
        assertThat(left.countedSince()).isEmpty();
        left.send(NOW_NS, unfragmentable(LIMIT + 1));
        assertThat(left.port.takeSent()).isEmpty();
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_PACKET_TOO_BIG, 1L, CounterId.TOO_BIG_TOLD, 1L));
    }

    @Test
    void senderIsTold_fromTheDestination_whatPasses() {
        left.send(NOW_NS, unfragmentable(1_400));
        byte[] told = left.tun.takeWritten().getFirst();
        assertThat(IpPacket.length(told, 0, told.length)).isEqualTo(576);
        assertThat(ByteBuffer.wrap(told).getInt(12))
                .as("source")
                .isEqualTo(IpAddress.parse("10.0.0.2").ipv4Bits());
        assertThat(Arrays.copyOfRange(told, 20, 22)).containsExactly(3, 4);
        assertThat(ByteBuffer.wrap(told).getShort(26)).isEqualTo((short) LIMIT);
    }

    @Test
    void withoutDf_itIsSentInFragments_inOrder() {
        byte[] small = Packets.ipv4("10.0.0.1", "10.0.0.2", 50);
        byte[] large = Packets.ipv4("10.0.0.1", "10.0.0.2", 1_400);
        left.send(NOW_NS, small, large, small);
        List<FakePort.Sent> sent = left.port.takeSent();
        assertThat(sent).hasSize(4);
        assertThat(sent.stream().map(datagram -> MessageLayout.readLong(datagram.bytes(), MessageLayout.DATA_COUNTER)))
                .containsExactly(0L, 1L, 2L, 3L);
        assertThat(sent).allMatch(datagram -> datagram.bytes().length <= LIMIT + MessageLayout.DATA_OVERHEAD_BYTES);
        sent.forEach(datagram -> right.receive(left, datagram.bytes(), NOW_NS));
        List<byte[]> written = right.tun.takeWritten();
        assertThat(written).hasSize(4);
        assertThat(written.getFirst()).isEqualTo(small);
        assertThat(written.getLast()).isEqualTo(small);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] fragment : written.subList(1, 3)) {
            assertThat((ByteBuffer.wrap(fragment).getShort(6) & 0x1FFF) * 8).isEqualTo(data.size());
            data.write(fragment, 20, fragment.length - 20);
        }
        assertThat(data.toByteArray()).isEqualTo(Arrays.copyOfRange(large, 20, 1_400));
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.PACKETS_FRAGMENTED, 1L));
    }

    @Test
    void notMeasured_theDevicesMtuIsTheLimit() {
        toRight.usePath(left.pathTo(right));
        left.send(NOW_NS, unfragmentable(Node.MTU));
        assertThat(delivered()).hasSize(1);
        left.send(NOW_NS, unfragmentable(Node.MTU + 1));
        assertThat(ByteBuffer.wrap(left.tun.takeWritten().getFirst()).getShort(26))
                .isEqualTo((short) Node.MTU);
        toRight.usePath(left.pathTo(right), 9_000, null);
        left.send(NOW_NS, unfragmentable(Node.MTU + 1));
        assertThat(left.port.takeSent()).as("a limit above the MTU").isEmpty();
    }

    @Test
    void ipv6_isToldNoLessThanItsLeast_andBelowThatThereIsNothingToTell() {
        left.send(NOW_NS, Packets.ipv6("fd00::1", "fd00::2", LIMIT));
        assertThat(delivered()).hasSize(1);
        left.send(NOW_NS, Packets.ipv6("fd00::1", "fd00::2", 1_281));
        byte[] told = left.tun.takeWritten().getFirst();
        assertThat(Arrays.copyOfRange(told, 40, 42)).containsExactly(2, 0);
        assertThat(ByteBuffer.wrap(told).getInt(44)).isEqualTo(1_280);
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_PACKET_TOO_BIG, 1L, CounterId.TOO_BIG_TOLD, 1L));
        left.send(NOW_NS, Packets.ipv6("fd00::1", "fd00::2", 1_280), Packets.ipv6("fd00::1", "fd00::2", 1_001));
        assertThat(left.tun.takeWritten()).isEmpty();
        assertThat(left.port.takeSent()).isEmpty();
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_BELOW_IPV6_LEAST, 2L));
    }

    @Test
    void whatIsToldIsLimited_aSetOfDestinations() {
        Peer many = left.add(PeerKind.CULVERT, new Node(3), List.of(IpPrefix.parse("10.0.1.0/24")));
        many.useKeys(toRight.sendState().keypair());
        many.usePath(left.pathTo(right), LIMIT, null);
        int limit = Limits.TOO_BIG_ANSWERS_PER_SECOND;
        for (int i = 0; i < limit + 5; i++) {
            left.send(NOW_NS, unfragmentable(1_400));
        }
        assertThat(left.tun.takeWritten()).hasSize(limit);
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_PACKET_TOO_BIG, limit + 5L, CounterId.TOO_BIG_TOLD, (long) limit));
        byte[] other = Packets.ipv4("10.0.0.1", "10.0.1.1", 1_400);
        other[6] = DONT_FRAGMENT;
        left.send(NOW_NS, other);
        assertThat(left.tun.takeWritten()).as("about another destination").hasSize(1);
        left.send(NOW_NS + Duration.ofMillis(100).toNanos(), unfragmentable(1_400), unfragmentable(1_400));
        assertThat(left.tun.takeWritten()).as("later").hasSize(1);
    }

    @Test
    void errorsAreNotAnswered_andADeviceThatRefusesIsCounted() {
        byte[] error = unfragmentable(1_400);
        error[9] = 1;
        error[20] = 3;
        left.send(NOW_NS, error);
        assertThat(left.tun.takeWritten()).isEmpty();
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_PACKET_TOO_BIG, 1L));
        left.tun.refuse();
        left.send(NOW_NS, unfragmentable(1_400));
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_PACKET_TOO_BIG, 1L, CounterId.DROP_TUN_WRITE, 1L));
    }

    @Test
    void whatIsNotSent_isNoActivity_andTakesNoCounter() {
        left.send(NOW_NS, unfragmentable(1_400));
        assertThat(toRight.session().activity().lastDataSentNs()).isEqualTo(Activity.NEVER);
        left.send(NOW_NS, unfragmentable(100));
        assertThat(MessageLayout.readLong(left.port.takeSent().getFirst().bytes(), MessageLayout.DATA_COUNTER))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"990, 992", "992, 992", "993, 1000", "1000, 1000"})
    void padding_doesNotGoBeyondTheLimit(int length, int padded) {
        left.send(NOW_NS, unfragmentable(length));
        assertThat(left.port.takeSent().getFirst().bytes()).hasSize(padded + MessageLayout.DATA_OVERHEAD_BYTES);
    }

    @Test
    void segmentSize_isLoweredOnTheWayOut_byTheSendersPath() {
        left.send(NOW_NS, syn("10.0.0.1", "10.0.0.2"));
        assertThat(mss(delivered().getFirst())).isEqualTo(960);
        toRight.usePath(left.pathTo(right));
        left.send(NOW_NS, syn("10.0.0.1", "10.0.0.2"));
        assertThat(mss(delivered().getFirst())).as("not measured").isEqualTo(Node.MTU - 40);
    }

    @Test
    void segmentSize_isLoweredOnTheWayIn_byTheReceiversPath() {
        toRight.usePath(left.pathTo(right));
        toLeft.usePath(right.pathTo(left), 496, null);
        left.send(NOW_NS, syn("10.0.0.1", "10.0.0.2"));
        assertThat(mss(delivered().getFirst())).isEqualTo(456);
    }

    private List<byte[]> delivered() {
        left.port.takeSent().forEach(datagram -> right.receive(left, datagram.bytes(), NOW_NS));
        return right.tun.takeWritten();
    }

    private static byte[] unfragmentable(int length) {
        byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2", length);
        packet[6] = DONT_FRAGMENT;
        return packet;
    }

    /** A TCP SYN that offers 1,460 bytes. */
    private static byte[] syn(String source, String destination) {
        byte[] packet = Packets.ipv4(source, destination, 44);
        packet[9] = 6;
        byte[] tcp = HexFormat.of().parseHex("0400005000000000000000006002ffff00000000020405b4");
        System.arraycopy(tcp, 0, packet, 20, tcp.length);
        return packet;
    }

    private static int mss(byte[] packet) {
        return ByteBuffer.wrap(packet).getShort(42);
    }
}
