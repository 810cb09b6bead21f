package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.SendState;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP → TUN: what passes, and what it tells. */
class DataPathReceiveTest extends RightReceives {
    // -- what passes -------------------------------------------------------------------------------------------------

    @Test
    void packet_isWrittenWithoutItsPadding() {
        right.receive(left, fromLeft(Arrays.copyOf(packet, 112)), NOW_NS);
        assertDelivered(packet);
    }

    @Test
    void emptyPacket_isTakenAndNotWritten() {
        long before = rightToLeft.session().activity().receivedBytes();
        right.receive(left, fromLeft(new byte[0]), NOW_NS + 7);
        assertThat(right.tun.takeWritten()).isEmpty();
        assertThat(right.countedSince()).isEmpty();
        assertThat(rightToLeft.session().activity().receivedBytes() - before).isEqualTo(32);
        assertThat(rightToLeft.session().activity().lastReceivedNs()).isEqualTo(NOW_NS + 7);
    }

    @Test
    void packetsOutOfOrder_areAllTaken() {
        byte[] first = fromLeft(packet);
        byte[] second = fromLeft(packet);
        right.receive(left, second, NOW_NS);
        right.receive(left, first, NOW_NS);
        assertDelivered(packet, packet);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "10.1.0.1", "10.1.255.255"})
    void packet_fromAnyAddressOfItsPeer_passes(String source) {
        byte[] allowed = Packets.ipv4(source, right.address(), 60);
        right.receive(left, fromLeft(allowed), NOW_NS);
        assertDelivered(allowed);
    }

    @Test
    void ipv6Packet_fromAnAddressOfItsPeer_passes() {
        byte[] allowed = Packets.ipv6("fd00:1::77", "fd00:2::1", 60);
        right.receive(left, fromLeft(allowed), NOW_NS);
        assertDelivered(allowed);
    }

    // -- confirmation and roaming ------------------------------------------------------------------------------------

    @Test
    void keysOfThePeersHandshake_areConfirmedByItsFirstPacket_untilTheConductorKnows() {
        Node dave = new Node(4);
        Peer daveToRight = dave.add(right);
        Peer rightToDave = right.add(dave);
        dave.shakeHands(daveToRight, right, rightToDave, NOW_NS);
        Keypair<Peer> keypair = keypair(daveToRight);
        byte[] fromDave = Packets.ipv4(dave.address(), right.address(), 40);

        right.events.full(true);
        right.receive(dave, Node.sealed(keypair, 0, fromDave), NOW_NS);
        assertThat(right.tun.takeWritten()).as("the packet itself is not lost").hasSize(1);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_EVENT_QUEUE_FULL, 1L));

        right.events.full(false);
        right.receive(dave, Node.sealed(keypair, 1, fromDave), NOW_NS);
        List<DataEvent> events = right.events.take();
        assertThat(events).singleElement().isInstanceOf(DataEvent.Confirmed.class);
        Keypair<Peer> confirmed = ((DataEvent.Confirmed) events.getFirst()).keypair();
        assertThat(confirmed.session()).isSameAs(rightToDave.session());
        right.confirm(confirmed, NOW_NS);

        right.receive(dave, Node.sealed(keypair, 2, fromDave), NOW_NS);
        assertThat(right.events.take()).isEmpty();
    }

    /** Before the packet is delivered: an answer by the old path would make the peer believe that we had moved. */
    @Test
    void authenticPacketFromElsewhere_isFollowedAtOnce() {
        byte[] message = fromLeft(packet);
        right.receive(right.arrivalFrom(ELSEWHERE), message, message.length, NOW_NS);
        assertThat(rightToLeft.sendState().path())
                .isEqualTo(Path.direct(right.port, ELSEWHERE, right.endpoint().address()));
        assertThat(right.tun.takeWritten()).containsExactly(packet);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.ENDPOINT_MOVES, 1L));

        right.send(NOW_NS, Packets.ipv4(right.address(), left.address(), 40));
        assertThat(right.port.takeSent())
                .singleElement()
                .satisfies(sent -> assertThat(sent.remote()).isEqualTo(ELSEWHERE));
    }

    @Test
    void emptyPacketFromElsewhere_isFollowedToo() {
        byte[] message = fromLeft(new byte[0]);
        right.receive(right.arrivalFrom(ELSEWHERE), message, message.length, NOW_NS);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.ENDPOINT_MOVES, 1L));
    }

    @Test
    void authenticPacketToAnotherAddressOfOurs_isAnsweredFromThere_andIsNoMove() {
        Arrival arrival = right.arrivalFrom(left);
        IpAddress other = IpAddress.parse("192.0.2.222");
        arrival.at(other.high(), other.low());
        byte[] message = fromLeft(packet);
        right.receive(arrival, message, message.length, NOW_NS);
        assertThat(rightToLeft.sendState().path()).isEqualTo(Path.direct(right.port, left.endpoint(), other));
        assertDelivered(packet);
    }

    @Test
    void packetFromTheKnownPath_changesNothing() {
        SendState before = rightToLeft.sendState();
        right.receive(left, fromLeft(packet), NOW_NS);
        assertThat(rightToLeft.sendState()).isSameAs(before);
    }

    @Test
    void forgedOrRepeatedPacketFromElsewhere_movesNobody() {
        SendState before = rightToLeft.sendState();
        byte[] message = fromLeft(packet);
        right.receive(left, message, NOW_NS);
        right.receive(right.arrivalFrom(ELSEWHERE), message, message.length, NOW_NS);
        byte[] forged = fromLeft(packet);
        forged[forged.length - 1] ^= 1;
        right.receive(right.arrivalFrom(ELSEWHERE), forged, forged.length, NOW_NS);
        assertThat(rightToLeft.sendState()).isSameAs(before);
        assertThat(right.countedSince()).doesNotContainKey(CounterId.ENDPOINT_MOVES);
    }

    /** A source port of 0 is legal, but nobody can be answered there. */
    @Test
    void packetFromPortZero_isTaken_andMovesNobody() {
        SendState before = rightToLeft.sendState();
        Arrival arrival = right.arrivalFrom(left);
        arrival.from(left.endpoint().address().high(), left.endpoint().address().low(), 0, 0);
        byte[] message = fromLeft(packet);
        right.receive(arrival, message, message.length, NOW_NS);
        assertThat(rightToLeft.sendState()).isSameAs(before);
        assertDelivered(packet);
    }

    // -- handshake messages ------------------------------------------------------------------------------------------

    @Test
    void handshakeMessage_goesToTheConductorWithItsPath() {
        byte[] initiation = new byte[MessageLayout.INITIATION_BYTES];
        initiation[0] = MessageLayout.TYPE_INITIATION;
        right.receive(left, initiation, NOW_NS);
        List<DataEvent> events = right.events.take();
        assertThat(events).singleElement().isInstanceOf(DataEvent.HandshakeMessage.class);
        DataEvent.HandshakeMessage event = (DataEvent.HandshakeMessage) events.getFirst();
        assertThat(event.source()).isEqualTo(right.pathTo(left));
        assertThat(event.message()).isEqualTo(initiation).isNotSameAs(initiation);
        assertThat(right.countedSince()).isEmpty();
    }

    @Test
    void handshakeMessage_fromPortZero_orWithTheQueueFull_isCounted() {
        byte[] response = new byte[MessageLayout.RESPONSE_BYTES];
        response[0] = MessageLayout.TYPE_RESPONSE;
        Arrival arrival = right.arrivalFrom(left);
        arrival.from(left.endpoint().address().high(), left.endpoint().address().low(), 0, 0);
        right.receive(arrival, response, response.length, NOW_NS);
        assertNothingBut(CounterId.DROP_UNKNOWN_MESSAGE);
        right.events.full(true);
        assertDropped(response, CounterId.DROP_EVENT_QUEUE_FULL);
    }

    // -- several at once ---------------------------------------------------------------------------------------------

    /** UDP_GRO joins what has one size, whoever it is for. */
    @Test
    void segmentsOfDifferentKindsAndSessions_areEachTakenAlone() {
        int size = MessageLayout.INITIATION_BYTES;
        byte[] inner = Packets.ipv4(left.address(), right.address(), size - MessageLayout.DATA_OVERHEAD_BYTES);
        byte[] carols = Packets.ipv4(carol.address(), right.address(), size - MessageLayout.DATA_OVERHEAD_BYTES);
        byte[] spoofed = Packets.ipv4(carol.address(), right.address(), size - MessageLayout.DATA_OVERHEAD_BYTES);
        byte[] initiation = new byte[size];
        initiation[0] = MessageLayout.TYPE_INITIATION;
        byte[] first = fromLeft(inner);
        byte[] unknown = fromLeft(inner);
        MessageLayout.writeInt(unknown, MessageLayout.FIRST_INDEX, 12_345);
        byte[] last = Packets.ipv4(left.address(), right.address(), 20);

        byte[] joined = join(
                first,
                initiation,
                Node.sealed(keypair(carolToRight), 100, carols),
                new byte[size],
                fromLeft(spoofed),
                unknown,
                first,
                fromLeft(inner),
                fromLeft(last));
        right.receive(right.arrivalFrom(left), joined, size, NOW_NS);

        assertThat(right.tun.takeWritten()).containsExactly(inner, carols, inner, last);
        assertThat(right.countedSince())
                .isEqualTo(Map.of(
                        CounterId.DROP_UNKNOWN_MESSAGE, 1L,
                        CounterId.DROP_INNER_SOURCE, 1L,
                        CounterId.DROP_UNKNOWN_INDEX, 1L,
                        CounterId.DROP_REPLAY_DUPLICATE, 1L,
                        CounterId.ENDPOINT_MOVES, 1L));
        assertThat(right.events.take()).singleElement().isInstanceOf(DataEvent.HandshakeMessage.class);
        assertThat(rightToCarol.sendState().path()).as("it came from there").isEqualTo(right.pathTo(left));
    }

    @Test
    void manyDatagramsBetweenTwoEnds_areReportedToEachSessionOnce_withTheirSum() {
        byte[] one = fromLeft(Arrays.copyOf(packet, 112));
        byte[] two = fromLeft(Arrays.copyOf(packet, 112));
        long before = rightToLeft.session().activity().receivedBytes();
        right.dataPath.onDatagrams(one, one.length, one.length, right.arrivalFrom(left), NOW_NS);
        right.dataPath.onDatagrams(two, two.length, two.length, right.arrivalFrom(left), NOW_NS);
        assertThat(rightToLeft.session().activity().receivedBytes())
                .as("not yet")
                .isEqualTo(before);
        right.dataPath.endOfDatagrams(NOW_NS);
        assertThat(rightToLeft.session().activity().receivedBytes() - before).isEqualTo(one.length + two.length);
        right.dataPath.endOfDatagrams(NOW_NS);
        assertThat(rightToLeft.session().activity().receivedBytes() - before).isEqualTo(one.length + two.length);
    }

    @Test
    void receiveLock_isOfOneSessionAtATime_andFreeInTheEnd() {
        Keypair<?> ofLeft = rightsKeypairFor(fromLeft(packet));
        byte[] carols = Node.sealed(keypair(carolToRight), 200, new byte[0]);
        Keypair<?> ofCarol = rightsKeypairFor(carols);
        byte[] message = fromLeft(packet);
        right.dataPath.onDatagrams(message, message.length, message.length, right.arrivalFrom(left), NOW_NS);
        assertThat(ofLeft.receiveLock().isHeldByCurrentThread()).isTrue();
        right.dataPath.onDatagrams(carols, carols.length, carols.length, right.arrivalFrom(carol), NOW_NS);
        assertThat(ofLeft.receiveLock().isLocked()).isFalse();
        assertThat(ofCarol.receiveLock().isHeldByCurrentThread()).isTrue();
        right.dataPath.endOfDatagrams(NOW_NS);
        assertThat(ofCarol.receiveLock().isLocked()).isFalse();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
