package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.data.DataEvent;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.peer.SendState;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Packets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EdgeCoreTest {
    private static final long START_NS = 1_000_000_000_000L;
    private static final Endpoint ELSEWHERE = new Endpoint(IpAddress.parse("198.51.100.7"), 4_500);

    private final Conducted left = new Conducted(1);
    private final Conducted right = new Conducted(2);
    private final Peer toRight = left.node.add(right.node);
    private final Peer toLeft = right.node.add(left.node);
    private long nowNs = START_NS;

    // -- packets that wait -------------------------------------------------------------------------------------------

    @Test
    void firstPacket_startsAHandshake_andFollowsIt() {
        knowEachOther();
        byte[] packet = toRight(40);
        left.send(nowNs, packet);
        assertThat(toRight.session().isHandshaking()).isTrue();
        exchange();
        assertThat(right.node.tun.takeWritten()).containsExactly(packet);
        assertThat(left.sessions).containsExactly(toRight);
        assertThat(right.sessions).containsExactly(toLeft);
        assertThat(toRight.staged()).isEmpty();
    }

    @Test
    void waitingPackets_arriveInOrder_theOldestLostBeyond128() {
        knowEachOther();
        byte[][] packets = new byte[Limits.STAGED_PACKETS + 3][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = toRight(100 + i);
            left.send(nowNs, packets[i]);
        }
        assertThat(toRight.staged()).hasSize(Limits.STAGED_PACKETS);
        assertThat(left.node.countedSince())
                .isEqualTo(Map.of(CounterId.DROP_STAGED, 3L, CounterId.INITIATIONS_SENT, 1L));
        exchange();
        assertThat(right.node.tun.takeWritten())
                .containsExactly(List.of(packets).subList(3, packets.length).toArray(byte[][]::new));
    }

    @Test
    void sessionWithNothingToSend_isConfirmedByAnEmptyPacket() {
        knowEachOther();
        left.node.initiation(toRight, nowNs); // somebody wanted it; this message is lost
        pass(Duration.ofSeconds(6));
        left.core.onTick(nowNs);
        Conducted.carry(left, right, nowNs);
        Conducted.carry(right, left, nowNs);
        List<FakePort.Sent> sent = left.node.port.takeSent();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().bytes()).hasSize(MessageLayout.DATA_OVERHEAD_BYTES);
        right.receive(left, sent.getFirst().bytes(), nowNs);
        assertThat(toLeft.sendState().keypair()).isNotNull();
    }

    @Test
    void respondersPackets_waitForTheConfirmation_thenFollow() {
        knowEachOther();
        left.send(nowNs, toRight(40));
        Conducted.carry(left, right, nowNs);
        byte[] early = toLeft(60);
        right.send(nowNs, early);
        assertThat(toLeft.staged()).hasSize(1);
        exchange();
        assertThat(left.node.tun.takeWritten()).containsExactly(early);
    }

    /** The data path saw no session when it left the packet to the conductor, which had just made one. */
    @Test
    void packetThatCrossesItsSession_isSentAtOnce() {
        makeSession();
        byte[] packet = toRight(40);
        left.core.onEvent(new DataEvent.Unsendable(toRight, packet), 0, nowNs);
        exchange();
        assertThat(right.node.tun.takeWritten()).containsExactly(packet);
    }

    @Test
    void handshakeThatNobodyAnswers_isGivenUp_andWhatWaitsIsCounted() {
        knowEachOther();
        left.send(nowNs, toRight(40), toRight(41));
        while (left.unreachable.isEmpty()) {
            pass(Duration.ofMillis(250));
            left.core.onTick(nowNs);
            assertThat(nowNs - START_NS).isLessThan(Duration.ofSeconds(100).toNanos());
        }
        assertThat(left.unreachable).containsExactly(toRight);
        assertThat(toRight.staged()).isEmpty();
        assertThat(left.node.counters.value(CounterId.DROP_STAGED)).isEqualTo(2);
        assertThat(left.node.counters.value(CounterId.HANDSHAKES_GIVEN_UP)).isEqualTo(1);

        left.node.port.takeSent();
        pass(Duration.ofSeconds(5));
        byte[] later = toRight(42);
        left.send(nowNs, later);
        exchange();
        assertThat(right.node.tun.takeWritten())
                .as("the next packet starts another")
                .containsExactly(later);
    }

    // -- endpoints ---------------------------------------------------------------------------------------------------

    @Test
    void packetToAPeerThatIsNowhere_isCounted() {
        left.send(nowNs, toRight(40), toRight(41));
        assertThat(left.node.countedSince()).isEqualTo(Map.of(CounterId.DROP_NO_ENDPOINT, 2L));
        assertThat(toRight.staged()).isEmpty();
        assertThat(left.node.port.takeSent()).isEmpty();
    }

    @Test
    void packetToAPeerThatIsBeingLookedUp_waits_andStartsOnceItIsKnown() {
        left.endpointComing = true;
        byte[] packet = toRight(40);
        left.send(nowNs, packet);
        pass(Duration.ofSeconds(30));
        left.core.onTick(nowNs);
        assertThat(left.node.port.takeSent()).isEmpty();
        assertThat(left.node.countedSince()).isEmpty();

        left.core.onEndpoint(toRight, left.node.pathTo(right.node), nowNs);
        exchange();
        assertThat(right.node.tun.takeWritten()).containsExactly(packet);
    }

    @Test
    void endpointLookedUp_doesNotMoveAPeerThatAnswers() {
        makeSession();
        Path path = toRight.sendState().path();
        left.core.onEndpoint(toRight, Path.direct(left.node.port, ELSEWHERE, null), nowNs);
        assertThat(toRight.sendState().path()).isEqualTo(path);
    }

    @Test
    void packetTooBigForAStockPeersPath_changesNothing() {
        makeSession();
        SendState before = toRight.sendState();
        left.node.countedSince();
        left.core.onEvent(new DataEvent.TooBig(toRight, left.node.pathTo(right.node), 1_400), 0, nowNs);
        assertThat(toRight.sendState()).isEqualTo(before);
        assertThat(left.node.countedSince()).isEmpty();
    }

    @Test
    void endpointLookedUpAnew_isTriedAtOnce_whereThePeerDidNotAnswer() {
        knowEachOther();
        left.send(nowNs, toRight(40));
        while (left.unreachable.isEmpty()) {
            pass(Duration.ofMillis(250));
            left.core.onTick(nowNs);
        }
        pass(Duration.ofSeconds(5));
        left.send(nowNs, toRight(40));
        left.node.port.takeSent();
        pass(Duration.ofSeconds(1));
        left.core.onEndpoint(toRight, Path.direct(left.node.port, ELSEWHERE, null), nowNs);
        List<FakePort.Sent> sent = left.node.port.takeSent();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().remote()).isEqualTo(ELSEWHERE);
        assertThat(sent.getFirst().bytes()).hasSize(MessageLayout.INITIATION_BYTES);
    }

    @Test
    void initiationFromElsewhere_movesThePeer_andIsAnsweredThere() {
        knowEachOther();
        byte[] initiation = left.node.initiation(toRight, nowNs);
        right.node.receive(right.node.arrivalFrom(ELSEWHERE), initiation, initiation.length, nowNs);
        right.conduct(nowNs);
        assertThat(right.node.port.takeSent()).singleElement().satisfies(sent -> {
            assertThat(sent.remote()).isEqualTo(ELSEWHERE);
            assertThat(sent.local()).isEqualTo(right.node.endpoint().address());
        });
        assertThat(right.node.countedSince()).isEqualTo(Map.of(CounterId.ENDPOINT_MOVES, 1L));
        assertThat(toLeft.sendState().path())
                .isEqualTo(Path.direct(
                        right.node.port, ELSEWHERE, right.node.endpoint().address()));
    }

    @Test
    void refusedInitiationFromElsewhere_movesNobody() {
        knowEachOther();
        byte[] initiation = left.node.initiation(toRight, nowNs);
        right.receive(left, initiation, nowNs);
        pass(Duration.ofSeconds(1));
        right.node.port.takeSent();
        Path path = toLeft.sendState().path();
        right.node.receive(right.node.arrivalFrom(ELSEWHERE), initiation, initiation.length, nowNs);
        right.conduct(nowNs);
        assertThat(right.node.port.takeSent()).isEmpty();
        assertThat(toLeft.sendState().path()).isEqualTo(path);
    }

    /** The source is not proven yet: only it gets the cookie, and the peer stays where it is. */
    @Test
    void cookieUnderLoad_goesToWhereTheMessageCameFrom() {
        knowEachOther();
        byte[] initiation = left.node.initiation(toRight, nowNs);
        Path source = Path.direct(right.node.port, ELSEWHERE, null);
        right.core.onEvent(new DataEvent.HandshakeMessage(initiation, source), Limits.UNDER_LOAD_QUEUE, nowNs);
        assertThat(right.node.port.takeSent()).singleElement().satisfies(sent -> {
            assertThat(sent.remote()).isEqualTo(ELSEWHERE);
            assertThat(sent.bytes()).hasSize(MessageLayout.COOKIE_REPLY_BYTES);
        });
        assertThat(toLeft.sendState().path()).isEqualTo(right.node.pathTo(left.node));
    }

    @Test
    void silentPeer_isSentToFromWhicheverAddressTheSystemChooses() {
        knowEachOther();
        left.send(nowNs, toRight(40));
        assertThat(left.node.port.takeSent().getFirst().local()).isNotNull();
        pass(Duration.ofSeconds(6));
        left.core.onTick(nowNs);
        assertThat(left.node.port.takeSent()).singleElement().satisfies(sent -> {
            assertThat(sent.local()).isNull();
            assertThat(sent.remote()).isEqualTo(right.node.endpoint());
        });
    }

    /** Its path is pinged from that address; from another its firewall would let nothing in. */
    @Test
    void silentCulvertPeer_isSentToFromTheAddressThatItsPathBeginsAt() {
        Conducted from = new Conducted(3);
        List<IpPrefix> prefixes = List.of(IpPrefix.parse(right.node.address()));
        Peer peer = from.node.add(PeerKind.CULVERT, right.node, prefixes);
        Path path = from.node.pathTo(right.node);
        peer.usePath(path, 1_400, null);
        from.send(nowNs, toRight(40));
        pass(Duration.ofSeconds(1));
        from.core.onTick(nowNs);
        assertThat(peer.sendState().path()).isEqualTo(path);
        assertThat(from.node.port.takeSent())
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent.local()).isEqualTo(path.local()));
    }

    // -- keys --------------------------------------------------------------------------------------------------------

    @Test
    void keysThatExpire_areNoLongerSentUnder_andTheNextPacketMakesOthers() {
        makeSession();
        pass(Duration.ofNanos(Timing.REJECT_AFTER_NS));
        left.core.onTick(nowNs);
        right.core.onTick(nowNs);
        assertThat(toRight.sendState().keypair()).isNull();
        assertThat(toRight.isReachable()).as("where it was").isTrue();
        byte[] packet = toRight(40);
        left.send(nowNs, packet);
        exchange();
        assertThat(right.node.tun.takeWritten()).containsExactly(packet);
    }

    @ParameterizedTest
    @EnumSource(
            value = SendResult.class,
            names = {"FULL", "TOO_BIG", "FAILED"})
    void handshakeMessageThatCannotBeSent_isCounted(SendResult result) {
        knowEachOther();
        left.node.port.answerWith(result);
        left.send(nowNs, toRight(40));
        assertThat(left.node.countedSince())
                .isEqualTo(Map.of(CounterId.INITIATIONS_SENT, 1L, CounterId.valueOf("DROP_SEND_" + result), 1L));
    }

    private void knowEachOther() {
        toRight.usePath(left.node.pathTo(right.node));
        toLeft.usePath(right.node.pathTo(left.node));
    }

    private void makeSession() {
        knowEachOther();
        left.send(nowNs, toRight(20));
        exchange();
        right.node.tun.takeWritten();
        left.node.countedSince();
        assertThat(toRight.sendState().keypair()).isNotNull();
        assertThat(toLeft.sendState().keypair()).isNotNull();
    }

    private void exchange() {
        Conducted.exchange(left, right, nowNs);
    }

    private void pass(Duration duration) {
        nowNs += duration.toNanos();
    }

    private byte[] toRight(int length) {
        return Packets.ipv4(left.node.address(), right.node.address(), length);
    }

    private byte[] toLeft(int length) {
        return Packets.ipv4(right.node.address(), left.node.address(), length);
    }
}
