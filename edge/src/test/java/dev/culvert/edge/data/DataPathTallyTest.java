package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.path.Tally;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Left and Right know a direct path and a supernode's relay: how many bytes went by which. */
class DataPathTallyTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("198.51.100.1"), 7654);
    private static final long TOKEN = 7;
    private static final int TO_RIGHT = 42;
    private static final int MESSAGE_BYTES = 112 + MessageLayout.DATA_OVERHEAD_BYTES;

    private final Node left = new Node(1);
    private final Node right = new Node(2);
    private final Peer toRight = left.add(PeerKind.CULVERT, right, List.of(IpPrefix.parse("10.0.0.2/32")));
    private final Peer toLeft = right.add(PeerKind.CULVERT, left, List.of(IpPrefix.parse("10.0.0.1/32")));
    private final FakePort second = new FakePort();
    private final Tally direct = new Tally(left.pathTo(right).fromAnyAddress());
    private final Tally relay = new Tally(new Path(second, SUPERNODE, null, new RelayLeg(TO_RIGHT, TOKEN)));
    private final Tally fromLeft = new Tally(right.pathTo(left).fromAnyAddress());
    private final Tally relayed =
            new Tally(new Path(right.port, SUPERNODE, null, new RelayLeg(RelayLeg.reversed(TO_RIGHT), TOKEN)));
    private final byte[] packet = Packets.ipv4("10.0.0.1", "10.0.0.2", 100);

    @BeforeEach
    void connect() {
        left.shakeHands(toRight, right, toLeft, NOW_NS);
        right.relayTokens.put(SUPERNODE, TOKEN);
        toRight.tally(List.of(direct, relay));
        toLeft.tally(List.of(fromLeft, relayed));
    }

    @Test
    void whatIsSent_countsForItsPath_copiesForTheMirrors() {
        toRight.usePath(direct.path(), 1_000, null);
        left.send(NOW_NS, packet, packet);
        assertBytes(direct, 2 * MESSAGE_BYTES, 0);
        toRight.usePath(direct.path(), 1_000, relay.path());
        left.send(NOW_NS, packet);
        assertBytes(direct, 3 * MESSAGE_BYTES, 0);
        assertBytes(relay, MESSAGE_BYTES, 0);
    }

    @Test
    void localAddress_makesNoOtherPath() {
        toRight.usePath(left.pathTo(right), 1_000, null);
        left.send(NOW_NS, packet);
        assertBytes(direct, MESSAGE_BYTES, 0);
    }

    @Test
    void whatTheSocketRefused_wentByTheMirrorOnly() {
        toRight.usePath(direct.path(), 1_000, relay.path());
        left.port.answerWith(SendResult.FAILED);
        left.send(NOW_NS, packet);
        assertBytes(direct, 0, 0);
        assertBytes(relay, MESSAGE_BYTES, 0);
    }

    @Test
    void whatArrives_countsForThePathThatItCameBy_alsoWithinABatch() {
        byte[] first = sealed();
        byte[] viaRelay = overRelay(sealed());
        byte[] third = sealed();
        Arrival fromSupernode = right.arrivalFrom(SUPERNODE);
        right.dataPath.onDatagrams(first, first.length, first.length, right.arrivalFrom(left), NOW_NS);
        right.dataPath.onDatagrams(viaRelay, viaRelay.length, viaRelay.length, fromSupernode, NOW_NS);
        right.dataPath.onDatagrams(third, third.length, third.length, right.arrivalFrom(left), NOW_NS);
        right.dataPath.endOfDatagrams(NOW_NS);
        assertBytes(fromLeft, 0, 2 * MESSAGE_BYTES);
        assertBytes(relayed, 0, MESSAGE_BYTES);
    }

    @Test
    void copyThatComesSecond_doesNotCount() {
        byte[] message = sealed();
        byte[] copy = overRelay(message);
        right.receive(right.arrivalFrom(SUPERNODE), copy, copy.length, NOW_NS);
        right.receive(left, message, NOW_NS);
        assertBytes(relayed, 0, MESSAGE_BYTES);
        assertBytes(fromLeft, 0, 0);
    }

    @Test
    void pathGivenUp_countsForThePeerOnly() {
        toLeft.tally(List.of(relayed));
        long before = toLeft.session().activity().receivedBytes();
        right.receive(left, sealed(), NOW_NS);
        assertBytes(fromLeft, 0, 0);
        assertBytes(relayed, 0, 0);
        assertThat(toLeft.session().activity().receivedBytes() - before).isEqualTo(MESSAGE_BYTES);
    }

    private byte[] sealed() {
        toRight.usePath(direct.path(), 1_000, null);
        left.send(NOW_NS, packet);
        return left.port.takeSent().getLast().bytes();
    }

    private static byte[] overRelay(byte[] message) {
        byte[] datagram = new byte[CulvertLayout.RELAY_HEADER_BYTES + message.length];
        CulvertLayout.writeRelayHeader(datagram, 0, TO_RIGHT, TOKEN);
        System.arraycopy(message, 0, datagram, CulvertLayout.RELAY_HEADER_BYTES, message.length);
        return datagram;
    }

    private static void assertBytes(Tally tally, long sent, long received) {
        assertThat(tally.sentBytes()).isEqualTo(sent);
        assertThat(tally.receivedBytes()).isEqualTo(received);
    }
}
