package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.ReplayWindow;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP → TUN: what does not pass, each counted once. */
class DataPathDropTest extends RightReceives {
    // -- what does not -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 63, 65, 1_000})
    void datagram_thatIsNoMessage(int length) {
        byte[] datagram = new byte[length];
        if (length > 0) {
            datagram[0] = MessageLayout.TYPE_COOKIE_REPLY;
        }
        assertDropped(datagram, CounterId.DROP_UNKNOWN_MESSAGE);
    }

    @Test
    void data_forAnIndexThatIsNotInUse() {
        byte[] message = fromLeft(packet);
        MessageLayout.writeInt(message, MessageLayout.FIRST_INDEX, 12_345);
        assertDropped(message, CounterId.DROP_UNKNOWN_INDEX);
    }

    @Test
    void data_forAHandshakeThatIsNotDone() {
        Node dave = new Node(4);
        Peer rightToDave = right.add(dave);
        rightToDave.usePath(right.pathTo(dave));
        byte[] initiation = right.initiation(rightToDave, NOW_NS);
        right.countedSince();
        byte[] message = fromLeft(packet);
        System.arraycopy(initiation, 4, message, MessageLayout.FIRST_INDEX, 4);
        assertDropped(message, CounterId.DROP_UNKNOWN_INDEX);
    }

    @Test
    void data_ofOurOwnThatWasReflected() {
        Keypair<Peer> rights = keypair(rightToLeft);
        assertDropped(Node.sealed(rights, 0, packet), CounterId.DROP_UNKNOWN_INDEX);
    }

    @Test
    void data_underKeysThatAreTooOld() {
        byte[] message = fromLeft(packet);
        right.receive(left, message, NOW_NS + Timing.REJECT_AFTER_NS);
        assertNothingBut(CounterId.DROP_EXPIRED_KEY);
        right.receive(left, message, NOW_NS + Timing.REJECT_AFTER_NS - 1);
        assertDelivered(packet);
    }

    @Test
    void data_underKeysThatWereWipedMeanwhile() {
        byte[] message = fromLeft(packet);
        int index = MessageLayout.readInt(message, MessageLayout.FIRST_INDEX);
        Keypair<?> keypair = (Keypair<?>) right.sessions.indices().find(index);
        assertThat(keypair).isNotNull();
        keypair.receiveKey().destroy();
        assertDropped(message, CounterId.DROP_EXPIRED_KEY);
    }

    @Test
    void data_changedInAnyByteAfterItsIndex_thenTheGenuineOne() {
        byte[] message = fromLeft(packet);
        for (int i = MessageLayout.DATA_COUNTER; i < message.length; i++) {
            byte[] forged = message.clone();
            forged[i] ^= 1;
            assertDropped(forged, CounterId.DROP_BAD_TAG);
        }
        right.receive(left, message, NOW_NS);
        assertDelivered(packet);
    }

    @Test
    void data_repeated() {
        byte[] message = fromLeft(packet);
        right.receive(left, message, NOW_NS);
        assertDelivered(packet);
        assertDropped(message, CounterId.DROP_REPLAY_DUPLICATE);
    }

    @Test
    void data_behindTheReplayWindow() {
        byte[] late = fromLeft(packet);
        nextCounter += ReplayWindow.REACH;
        right.receive(left, fromLeft(packet), NOW_NS);
        assertDelivered(packet);
        assertDropped(late, CounterId.DROP_REPLAY_TOO_OLD);
    }

    @Test
    void packet_thatIsNoIpPacket() {
        assertDropped(fromLeft(new byte[64]), CounterId.DROP_MALFORMED_INNER);
        assertDropped(fromLeft(new byte[1]), CounterId.DROP_MALFORMED_INNER);
        assertDropped(fromLeft(Arrays.copyOf(packet, 99)), CounterId.DROP_MALFORMED_INNER);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.3", // another peer's
        "10.0.0.2", // our own
        "10.1.5.1", // within its network, but a longer prefix is another peer's
        "10.2.0.1", // another peer's network
        "192.0.2.1" // nobody's
    })
    void packet_fromAnAddressThatIsNotItsPeers(String source) {
        assertDropped(fromLeft(Packets.ipv4(source, right.address(), 40)), CounterId.DROP_INNER_SOURCE);
    }

    @Test
    void ipv6Packet_fromAnAddressThatIsNotItsPeers() {
        assertDropped(fromLeft(Packets.ipv6("fd00:2::1", "fd00:2::2", 60)), CounterId.DROP_INNER_SOURCE);
    }

    @Test
    void packet_thatTheDeviceDoesNotTake() {
        right.tun.refuse();
        assertDropped(fromLeft(packet), CounterId.DROP_TUN_WRITE);
    }

    /** It was authentic, so the timers hear of it, but it counts neither as delivered nor twice. */
    @Test
    void packetDroppedAfterItWasOpened_isHeardOfOnce() {
        byte[] message = fromLeft(Packets.ipv4("192.0.2.1", right.address(), 40));
        long before = rightToLeft.session().activity().receivedBytes();
        right.receive(left, message, NOW_NS);
        right.receive(left, message, NOW_NS);
        assertThat(rightToLeft.session().activity().receivedBytes() - before).isEqualTo(message.length);
    }
}
