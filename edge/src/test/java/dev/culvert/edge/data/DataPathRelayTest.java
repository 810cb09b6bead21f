package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.Frame;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.time.Limits;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes to Right over a supernode's relay, from Left and from others, and what Right sends by one. */
class DataPathRelayTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("198.51.100.1"), 7654);
    private static final Endpoint STRANGER = new Endpoint(IpAddress.parse("203.0.113.9"), 7654);
    private static final long TOKEN = 0x1122334455667788L;
    private static final int TO_RIGHT = 42;
    private static final int TO_LEFT = 43;

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final Peer leftToRight = left.add(PeerKind.CULVERT, right, List.of(IpPrefix.parse("10.0.0.2/32")));
    private final Peer rightToLeft = right.add(PeerKind.CULVERT, left, List.of(IpPrefix.parse("10.0.0.1/32")));
    private final byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2", 100);
    private long nextCounter;

    @BeforeEach
    void connect() {
        right.relayTokens.put(SUPERNODE, TOKEN);
        left.shakeHands(leftToRight, right, rightToLeft, NOW_NS);
        rightToLeft.usePath(pathToLeft());
        right.receive(right.arrivalFrom(SUPERNODE), relayed(fromLeft(new byte[0])), 148, NOW_NS);
        for (DataEvent event : right.events.take()) {
            right.confirm(((DataEvent.Confirmed) event).keypair(), NOW_NS);
        }
        right.countedSince();
    }

    @Test
    void relayedPacket_isDelivered_andMovesNoPath() {
        receive(relayed(fromLeft(packet)), SUPERNODE);
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(right.countedSince()).isEmpty();
        assertThat(rightToLeft.sendState().path()).isEqualTo(pathToLeft());
    }

    @Test
    void directPacketOfAMember_isDelivered_andMovesNoPathEither() {
        right.receive(left, fromLeft(packet), NOW_NS);
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(rightToLeft.sendState().path()).isEqualTo(pathToLeft());
    }

    @Test
    void relayedPacket_underAnotherToken_orFromAnotherSource_isDropped() {
        byte[] datagram = relayed(fromLeft(packet));
        datagram[CulvertLayout.RELAY_TOKEN] ^= 1;
        receive(datagram, SUPERNODE);
        assertDropped(CounterId.DROP_RELAY_TOKEN);
        receive(relayed(fromLeft(packet)), STRANGER);
        assertDropped(CounterId.DROP_RELAY_TOKEN);
        right.relayTokens.remove(SUPERNODE);
        receive(relayed(fromLeft(packet)), SUPERNODE);
        assertDropped(CounterId.DROP_RELAY_TOKEN);
    }

    @Test
    void relayInARelay_isDropped() {
        receive(relayed(relayed(fromLeft(packet))), SUPERNODE);
        assertDropped(CounterId.DROP_UNKNOWN_MESSAGE);
    }

    @Test
    void segmentsOfOneBuffer_areToldApart() {
        byte[] good = relayed(fromLeft(packet));
        byte[] bad = relayed(fromLeft(packet));
        bad[CulvertLayout.RELAY_TOKEN] ^= 1;
        byte[] direct = Arrays.copyOf(fromLeft(packet), good.length); // another language of the same size
        byte[] train = new byte[3 * good.length];
        System.arraycopy(good, 0, train, 0, good.length);
        System.arraycopy(bad, 0, train, good.length, good.length);
        System.arraycopy(direct, 0, train, 2 * good.length, good.length);
        right.receive(right.arrivalFrom(SUPERNODE), train, good.length, NOW_NS);
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_RELAY_TOKEN, 1L, CounterId.DROP_BAD_TAG, 1L));
    }

    @Test
    void packetFromAnotherMembersAddress_isDropped() {
        receive(relayed(fromLeft(Packets.ipv4("10.0.0.3", "10.0.0.2", 100))), SUPERNODE);
        assertDropped(CounterId.DROP_INNER_SOURCE);
    }

    @Test
    void packet_beforeTheRecord_isLeftToTheConductor() {
        rightToLeft.setAllowedIps(List.of());
        receive(relayed(fromLeft(packet)), SUPERNODE);
        assertThat(right.tun.takeWritten()).isEmpty();
        assertThat(right.events.take())
                .singleElement()
                .satisfies(
                        event -> assertThat(((DataEvent.Early) event).packet()).isEqualTo(packet));
    }

    @Test
    void frame_isLeftToTheConductor_withThePathBack() {
        byte[] ping = new Frame.Ping(7).encoded();
        receive(relayed(fromLeft(ping)), SUPERNODE);
        DataEvent.Control control = (DataEvent.Control) right.events.take().getFirst();
        assertThat(control.plaintext()).isEqualTo(ping);
        assertThat(control.peer()).isSameAs(rightToLeft);
        Path back = control.source();
        assertThat(back.remote()).isEqualTo(SUPERNODE);
        assertThat(back.relay()).isEqualTo(new RelayLeg(TO_LEFT, TOKEN));
    }

    @Test
    void framesOfAPeerThatSendsTooMany_areDropped_andNobodyElses() {
        byte[] ping = new Frame.Ping(7).encoded();
        int excess = 50;
        for (int i = 0; i < Limits.PEER_FRAMES_PER_SECOND + excess; i++) {
            receive(relayed(fromLeft(ping)), SUPERNODE);
        }
        assertThat(right.events.take()).hasSize(Limits.PEER_FRAMES_PER_SECOND);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_FRAME_RATE, (long) excess));
    }

    @Test
    void unknownIndex_isHintedToMembersOnly_andNotTooOften() {
        byte[] stale = fromLeft(packet);
        stale[4] ^= 1;
        right.receive(left, stale, NOW_NS);
        assertDropped(CounterId.DROP_UNKNOWN_INDEX);
        receive(relayed(stale), SUPERNODE);
        DataEvent.UnknownIndex unknown =
                (DataEvent.UnknownIndex) right.events.take().getFirst();
        assertThat(unknown.header()).isEqualTo(Arrays.copyOf(stale, CulvertLayout.HINT_ECHO_BYTES));
        assertThat(unknown.source().relay()).isEqualTo(new RelayLeg(TO_LEFT, TOKEN));
        for (int i = 0; i < 2 * Limits.HINTS_PER_SECOND; i++) {
            receive(relayed(stale), SUPERNODE);
        }
        assertThat(right.events.take()).hasSize(Limits.HINTS_PER_SECOND - 1);
    }

    @Test
    void strangersFlood_ofWhatNobodyAuthenticates_leavesRoomForWhatIsRelayed() {
        byte[] hint = CulvertLayout.hint(new byte[CulvertLayout.HINT_ECHO_BYTES], 0);
        int excess = 500;
        for (int i = 0; i < Limits.UNSEALED_PER_SECOND + excess; i++) {
            receive(hint, STRANGER);
        }
        assertThat(right.events.take()).hasSize(Limits.UNSEALED_PER_SECOND);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_UNSEALED_RATE, (long) excess));
        receive(relayed(hint), SUPERNODE);
        assertThat(right.events.take()).hasSize(1);
    }

    @Test
    void packetToANewAddressOfTheOverlay_asksTheConductor_othersAreDropped() {
        right.send(NOW_NS, Packets.ipv4("10.0.0.2", "10.0.0.9", 60));
        assertDropped(CounterId.DROP_NO_PEER);
        right.routes.askFor(IpPrefix.parse("10.0.0.0/24"));
        byte[] unknown = Packets.ipv4("10.0.0.2", "10.0.0.9", 60);
        right.send(NOW_NS, unknown, Packets.ipv4("10.0.0.2", "10.0.1.9", 60));
        assertThat(right.events.take())
                .singleElement()
                .satisfies(event ->
                        assertThat(((DataEvent.NoRoute) event).packet()).isEqualTo(unknown));
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_NO_PEER, 1L));
    }

    @Test
    void packetOverARelay_isSentBehindItsHeader() {
        right.send(NOW_NS, Packets.ipv4("10.0.0.2", "10.0.0.1", 100));
        byte[] datagram = right.port.takeSent().getLast().bytes();
        byte[] header = new byte[CulvertLayout.RELAY_HEADER_BYTES];
        CulvertLayout.writeRelayHeader(header, 0, TO_LEFT, TOKEN);
        assertThat(datagram).startsWith(header).hasSize(CulvertLayout.RELAY_HEADER_BYTES + 32 + 112);
    }

    private void receive(byte[] datagram, Endpoint from) {
        right.receive(right.arrivalFrom(from), datagram, datagram.length, NOW_NS);
    }

    private Path pathToLeft() {
        return new Path(right.port, SUPERNODE, null, new RelayLeg(TO_LEFT, TOKEN));
    }

    private byte[] fromLeft(byte[] plaintext) {
        Keypair<Peer> keypair = leftToRight.session().current();
        assertThat(keypair).isNotNull();
        return Node.sealed(keypair, nextCounter++, plaintext);
    }

    private static byte[] relayed(byte[] message) {
        byte[] datagram = new byte[CulvertLayout.RELAY_HEADER_BYTES + message.length];
        CulvertLayout.writeRelayHeader(datagram, 0, TO_RIGHT, TOKEN);
        System.arraycopy(message, 0, datagram, CulvertLayout.RELAY_HEADER_BYTES, message.length);
        return datagram;
    }

    private void assertDropped(CounterId reason) {
        assertThat(right.countedSince()).isEqualTo(Map.of(reason, 1L));
        assertThat(right.tun.takeWritten()).isEmpty();
        assertThat(right.events.take()).isEmpty();
    }
}
