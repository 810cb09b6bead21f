package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Left sends to Right by a direct path and, for a while, the same by a supernode's relay. */
class DataPathMirrorTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("198.51.100.1"), 7654);

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final Peer toRight = left.add(PeerKind.CULVERT, right, List.of(IpPrefix.parse("10.0.0.2/32")));
    private final Peer toLeft = right.add(PeerKind.CULVERT, left, List.of(IpPrefix.parse("10.0.0.1/32")));
    private final FakePort second = new FakePort();
    private final Path direct = left.pathTo(right);
    private final Path relay = new Path(second, SUPERNODE, null, new RelayLeg(42, 7));
    private final byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2", 100);
    private static final int MESSAGE_BYTES = 112 + MessageLayout.DATA_OVERHEAD_BYTES;

    @BeforeEach
    void connect() {
        left.shakeHands(toRight, right, toLeft, NOW_NS);
        left.countedSince();
    }

    @Test
    void sameBytes_goBothWays_andOneIsTaken() {
        use(direct, relay);
        left.send(NOW_NS, packet);
        byte[] first = onlyOf(left.port);
        byte[] copy = onlyOf(second);
        assertThat(copy).hasSize(MESSAGE_BYTES + CulvertLayout.RELAY_HEADER_BYTES);
        assertThat(Arrays.copyOfRange(copy, CulvertLayout.RELAY_HEADER_BYTES, copy.length))
                .isEqualTo(first);
        assertThat(MessageLayout.readInt(copy, CulvertLayout.RELAY_ID)).isEqualTo(42);
        right.receive(left, first, NOW_NS);
        right.countedSince();
        right.receive(left, Arrays.copyOfRange(copy, CulvertLayout.RELAY_HEADER_BYTES, copy.length), NOW_NS);
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_REPLAY_DUPLICATE, 1L));
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.MIRROR_SENT, 1L));
    }

    @Test
    void relayAndRelay_eachHasItsOwnHeader_andRelayAndDirect() {
        Path other = new Path(left.port, SUPERNODE, null, new RelayLeg(44, 9));
        use(other, relay);
        left.send(NOW_NS, packet);
        byte[] first = onlyOf(left.port);
        byte[] copy = onlyOf(second);
        assertThat(MessageLayout.readInt(first, CulvertLayout.RELAY_ID)).isEqualTo(44);
        assertThat(MessageLayout.readInt(copy, CulvertLayout.RELAY_ID)).isEqualTo(42);
        assertThat(Arrays.copyOfRange(copy, 16, copy.length)).isEqualTo(Arrays.copyOfRange(first, 16, first.length));
        use(relay, direct);
        left.send(NOW_NS, packet);
        byte[] relayed = onlyOf(second);
        assertThat(onlyOf(left.port)).isEqualTo(Arrays.copyOfRange(relayed, 16, relayed.length));
    }

    @Test
    void nothingIsMirrored_afterItWasTakenAway_orThePathChanged() {
        use(direct, relay);
        use(direct, null);
        left.send(NOW_NS, packet);
        use(direct, relay);
        toRight.usePath(direct);
        left.send(NOW_NS, packet);
        assertThat(second.takeSent()).isEmpty();
        assertThat(left.port.takeSent()).hasSize(2);
        assertThat(left.countedSince()).isEmpty();
    }

    @Test
    void newKeys_areMirroredToo() {
        use(direct, relay);
        toRight.useKeys(null);
        toRight.useKeys(toRight.session().current());
        left.send(NOW_NS, packet);
        assertThat(second.takeSent()).hasSize(1);
    }

    @Test
    void budget_ends_andTheExcessIsCounted() {
        use(direct, relay);
        byte[] large = Packets.ipv4("10.0.0.1", "10.0.0.2", 1_000);
        int fitting = (int) (Timing.MIRROR_BYTES / (1_000 + MessageLayout.DATA_OVERHEAD_BYTES));
        for (int i = 0; i < fitting + 3; i++) {
            left.send(NOW_NS, large);
        }
        assertThat(second.takeSent()).hasSize(fitting);
        assertThat(left.port.takeSent()).hasSize(fitting + 3);
        left.send(NOW_NS, packet); // a small one would still fit, but the budget was used up
        assertThat(second.takeSent()).isEmpty();
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.MIRROR_SENT, (long) fitting, CounterId.MIRROR_WITHHELD, 4L));
    }

    @Test
    void time_beginsWithTheFirstMessage_andEnds() {
        use(direct, relay);
        long firstNs = NOW_NS + Timing.MIRROR_DOUBT_NS;
        left.send(firstNs, packet);
        left.send(firstNs + Timing.MIRROR_DOUBT_NS - 1, packet);
        assertThat(second.takeSent()).hasSize(2);
        left.send(firstNs + Timing.MIRROR_DOUBT_NS, packet);
        assertThat(second.takeSent()).isEmpty();
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.MIRROR_SENT, 2L, CounterId.MIRROR_WITHHELD, 1L));
    }

    @Test
    void mirrorOfOnePath_goesOnWithWhatIsLeft_thatOfAnotherBeginsAnew() {
        use(direct, relay);
        left.send(NOW_NS, packet);
        toRight.usePath(direct, 1_000, relay);
        left.send(NOW_NS + Timing.MIRROR_DOUBT_NS, packet);
        assertThat(second.takeSent()).as("its time has not begun anew").hasSize(1);
        toRight.usePath(direct, 1_000, new Path(second, SUPERNODE, null, new RelayLeg(44, 9)));
        left.send(NOW_NS + Timing.MIRROR_DOUBT_NS, packet);
        assertThat(second.takeSent()).as("it is the same doubt").isEmpty();
        toRight.usePath(direct, 1_000, null);
        toRight.usePath(direct, 1_000, relay);
        left.send(NOW_NS + Timing.MIRROR_DOUBT_NS, packet);
        assertThat(second.takeSent()).as("it was taken away between").hasSize(1);
        toRight.usePath(relay, 1_000, direct);
        left.send(NOW_NS + Timing.MIRROR_DOUBT_NS, packet);
        assertThat(left.port.takeSent()).hasSize(5);
    }

    @Test
    void forgettingTheLocalAddress_leavesTheRest() {
        use(direct, relay);
        toRight.forgetLocalAddress();
        assertThat(toRight.sendState().path()).isEqualTo(direct.fromAnyAddress());
        assertThat(toRight.sendState().packetLimit()).isEqualTo(1_000);
        left.send(NOW_NS, packet);
        assertThat(second.takeSent()).hasSize(1);
    }

    @Test
    void whatTheMirrorCarried_isNotLost() {
        use(direct, relay);
        left.port.answerWith(SendResult.FAILED);
        long before = toRight.session().activity().sentBytes();
        left.send(NOW_NS, packet);
        assertThat(second.takeSent()).hasSize(1);
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.MIRROR_SENT, 1L));
        assertThat(toRight.session().activity().sentBytes() - before).isEqualTo(MESSAGE_BYTES);
        second.answerWith(SendResult.FULL);
        left.send(NOW_NS, packet);
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_SEND_FAILED, 1L, CounterId.MIRROR_FAILED, 1L));
    }

    @Test
    void mirrorThatFails_isNoLoss() {
        use(direct, relay);
        second.answerWith(SendResult.FAILED);
        left.send(NOW_NS, packet);
        assertThat(left.port.takeSent()).hasSize(1);
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.MIRROR_FAILED, 1L));
    }

    @Test
    void tooBigForTheFirstLink_isToldToTheConductor_ofEitherPath() {
        use(direct, relay);
        second.answerWith(SendResult.TOO_BIG);
        left.send(NOW_NS, packet);
        assertThat(left.events.take()).containsExactly(new DataEvent.TooBig(toRight, relay, 112));
        use(direct, null);
        left.port.answerWith(SendResult.TOO_BIG);
        left.send(NOW_NS, packet);
        assertThat(left.events.take()).containsExactly(new DataEvent.TooBig(toRight, direct, 112));
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.MIRROR_FAILED, 1L, CounterId.DROP_SEND_TOO_BIG, 1L));
    }

    @Test
    void tooBig_isToldSoOften_andAFullQueueIsCounted() {
        left.port.answerWith(SendResult.TOO_BIG);
        left.events.full(true);
        left.send(NOW_NS, packet);
        assertThat(left.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_SEND_TOO_BIG, 1L, CounterId.DROP_EVENT_QUEUE_FULL, 1L));
        left.events.full(false);
        for (int i = 0; i < 100; i++) {
            left.send(NOW_NS, packet);
        }
        assertThat(left.events.take()).hasSize(Limits.TOO_BIG_EVENTS_PER_SECOND - 1);
        left.send(NOW_NS + Duration.ofSeconds(1).toNanos(), packet);
        assertThat(left.events.take()).hasSize(1);
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_SEND_TOO_BIG, 101L));
    }

    @Test
    void tooBigForAStockPeer_isNotTold() {
        Node stock = new Node(3);
        Peer toStock = left.add(PeerKind.STOCK, stock, List.of(IpPrefix.parse("10.0.0.3/32")));
        left.shakeHands(toStock, stock, stock.add(PeerKind.STOCK, left, List.of()), NOW_NS);
        toStock.usePath(left.pathTo(stock));
        left.countedSince();
        left.port.answerWith(SendResult.TOO_BIG);
        left.send(NOW_NS, Packets.ipv4("10.0.0.1", "10.0.0.3", 100));
        assertThat(left.events.take()).isEmpty();
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_SEND_TOO_BIG, 1L));
    }

    private void use(Path path, @Nullable Path mirror) {
        toRight.usePath(path, 1_000, null);
        toRight.usePath(path, 1_000, mirror);
    }

    private static byte[] onlyOf(FakePort port) {
        List<FakePort.Sent> sent = port.takeSent();
        assertThat(sent).hasSize(1);
        return sent.getFirst().bytes();
    }
}
