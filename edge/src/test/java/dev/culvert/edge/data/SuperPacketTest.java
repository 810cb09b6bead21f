package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.Frame;
import dev.culvert.common.crypto.AeadFactory;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.Features;
import dev.culvert.common.session.DataCipher;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import dev.culvert.edge.testkit.TcpPackets;
import dev.culvert.tun.offload.VnetHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Super-packets from Left's TUN device to Right's, and packets whose checksum is missing. */
class SuperPacketTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final int SIZE = 1_348;
    private static final int SEGMENTS = 21;
    private static final String LEFT = "10.0.0.1";
    private static final String RIGHT = "10.0.0.2";
    private static final byte[] SUPER_PACKET = TcpPackets.fromDevice(LEFT, RIGHT, SIZE, (SEGMENTS - 1) * SIZE + 100);
    private static final byte[] STREAM =
            Arrays.copyOfRange(SUPER_PACKET, VnetHeader.BYTES + TcpPackets.HEADERS, SUPER_PACKET.length);
    private static final CipherSuite AES = CipherSuite.AES_256_GCM;
    private static final CipherSuite CHACHA = CipherSuite.CHACHA20_POLY1305;

    private final Node left = new Node(1, List.of(AES));
    private final Node right = new Node(2, List.of(AES));
    private final Peer toRight = left.add(PeerKind.CULVERT, right, List.of(IpPrefix.parse(RIGHT)));
    private final Peer toLeft = right.add(PeerKind.CULVERT, left, List.of(IpPrefix.parse(LEFT)));

    private void connect(CipherSuite suite, boolean elides) {
        toRight.session().onOffer(List.of(suite.number()));
        toRight.learnFeatures(elides ? List.of(Features.COMPLETES_CHECKSUMS, 4_711) : List.of(4_711));
        left.shakeHands(toRight, right, toLeft, NOW_NS);
        left.send(NOW_NS, Packets.ipv4(LEFT, RIGHT, 40));
        right.receiveAll(left, NOW_NS);
        right.confirm(((DataEvent.Confirmed) right.events.take().getFirst()).keypair(), NOW_NS);
        right.tun.takeUnfinished();
        right.tun.takeWritten();
        left.countedSince();
        right.countedSince();
    }

    @ParameterizedTest
    @CsvSource({"CHACHA20_POLY1305, false", "AES_256_GCM, false", "AES_256_GCM, true"})
    void superPacket_travelsAsItsSegments_andBecomesOneAgain(CipherSuite suite, boolean elides) {
        right.tun.offload();
        connect(suite, elides);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        List<byte[]> messages = takeSent();
        assertThat(messages).hasSize(SEGMENTS).allSatisfy(message -> {
            assertThat(message).hasSizeLessThanOrEqualTo(1_400 + MessageLayout.DATA_OVERHEAD_BYTES);
            assertThat(MessageLayout.flags(message, 0)).isEqualTo(elides ? MessageLayout.CHECKSUM_MISSING : 0);
        });
        assertThat(keypair(toRight).reserve(1)).as("counters taken").isEqualTo(1 + SEGMENTS);

        receive(messages);

        assertThat(right.tun.takeUnfinished()).containsExactly(SUPER_PACKET);
        assertThat(left.countedSince()).isEmpty();
        assertThat(right.countedSince()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deviceWithoutOffload_getsItsPacketsOneByOne_andWhole(boolean elides) {
        connect(AES, elides);
        left.sendUnfinished(NOW_NS, SUPER_PACKET, TcpPackets.fromDevice(LEFT, RIGHT, 0, 10));
        receive(takeSent());
        List<byte[]> written = right.tun.takeWritten();
        assertThat(written).hasSize(SEGMENTS + 1);
        assertThat(TcpPackets.payload(written)).startsWith(STREAM).hasSize(STREAM.length + 10);
        assertThat(right.countedSince()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void kernelThatRefusesSuperPackets_getsTheirPackets_andNoMoreSuperPackets(boolean elides) {
        right.tun.offload();
        right.tun.refuseSuperPackets();
        connect(AES, elides);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        receive(takeSent());
        assertThat(TcpPackets.payload(right.tun.takeWritten())).isEqualTo(STREAM);
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.SUPER_PACKETS_REFUSED, 1L));

        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        receive(takeSent());
        assertThat(right.tun.takeUnfinished()).hasSize(SEGMENTS).allSatisfy(write -> {
            assertThat(VnetHeader.gsoType(write, 0)).isEqualTo(VnetHeader.GSO_NONE);
            assertThat(VnetHeader.needsChecksum(write, 0)).isEqualTo(elides);
        });
        assertThat(right.countedSince()).isEmpty();
    }

    @Test
    void wireGuardsSuite_isNeverElided() {
        connect(CHACHA, true);
        left.sendUnfinished(NOW_NS, SUPER_PACKET, TcpPackets.fromDevice(LEFT, RIGHT, 0, 100));
        assertThat(takeSent())
                .hasSize(SEGMENTS + 1)
                .allSatisfy(
                        message -> assertThat(MessageLayout.readInt(message, 0)).isEqualTo(MessageLayout.TYPE_DATA));
    }

    @Test
    void packetWithoutChecksum_isTheReceivingKernelsToComplete() {
        right.tun.offload();
        connect(AES, true);
        byte[] packet = TcpPackets.fromDevice(LEFT, RIGHT, 0, 100);
        left.sendUnfinished(NOW_NS, packet);
        receive(takeSent());
        assertThat(right.tun.takeUnfinished()).containsExactly(packet);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void segmentSizeOfASyn_isLoweredAtBothEnds_whetherItsChecksumIsMissingOrNot(boolean elides) {
        connect(AES, elides);
        toLeft.usePath(right.pathTo(left), 1_200, null);
        left.sendUnfinished(NOW_NS, TcpPackets.syn(LEFT, RIGHT, 9_000));
        List<byte[]> messages = takeSent();
        byte[] message = messages.getFirst();
        byte[] plain = new byte[message.length - MessageLayout.DATA_OVERHEAD_BYTES];
        assertThat(new DataCipher(AeadFactory.JCE).open(keypair(toLeft), message, 0, message.length, plain))
                .isTrue();
        assertThat(ByteBuffer.wrap(plain).getShort(42)).isEqualTo((short) (Node.MTU - 40));

        receive(messages);
        byte[] written = right.tun.takeWritten().getFirst();
        assertThat(ByteBuffer.wrap(written).getShort(42)).isEqualTo((short) (1_200 - 40));
        assertThat(TcpPackets.payload(List.of(written))).isEmpty();
    }

    @Test
    void whatComesBetween_breaksNoTrain() {
        right.tun.offload();
        connect(AES, true);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        List<byte[]> messages = new ArrayList<>(takeSent());
        byte[] forged = messages.get(5).clone();
        forged[100] ^= 1;
        messages.add(5, forged);
        messages.add(9, messages.get(8));
        byte[] frame = new Frame.Ping(1).encoded();
        messages.add(12, Node.sealed(keypair(toRight), 1_000, frame));
        messages.add(13, Node.sealed(keypair(toRight), 1_001, new byte[0]));
        messages.add(14, Node.sealed(keypair(toRight), 1_002, Packets.ipv4("10.9.9.9", RIGHT, 60)));

        receive(messages);

        assertThat(right.tun.takeUnfinished()).containsExactly(SUPER_PACKET);
        assertThat(right.events.take())
                .singleElement()
                .isInstanceOfSatisfying(
                        DataEvent.Control.class,
                        control -> assertThat(control.plaintext()).startsWith(frame));
        assertThat(right.countedSince())
                .isEqualTo(Map.of(
                        CounterId.DROP_BAD_TAG, 1L,
                        CounterId.DROP_REPLAY_DUPLICATE, 1L,
                        CounterId.DROP_INNER_SOURCE, 1L));
    }

    @Test
    void otherPacketsBetween_stayWhereTheyWere() {
        right.tun.offload();
        connect(AES, true);
        byte[] other = Packets.ipv4(LEFT, RIGHT, 60);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        left.send(NOW_NS, other);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        receive(takeSent());
        List<byte[]> writes = right.tun.takeUnfinished();
        assertThat(writes).hasSize(3).startsWith(SUPER_PACKET).endsWith(SUPER_PACKET);
        assertThat(TcpPackets.packet(writes.get(1))).isEqualTo(other);
    }

    @Test
    void segmentsThatThePathDoesNotCarry_areAnswered_andASmallerLastOneIsSent() {
        connect(AES, true);
        toRight.usePath(left.pathTo(right), 1_000, null);
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        List<byte[]> messages = takeSent();
        assertThat(messages).hasSize(1);
        assertThat(left.tun.takeWritten().getFirst()[20]).as("ICMP type").isEqualTo((byte) 3);
        assertThat(left.countedSince()).containsEntry(CounterId.DROP_PACKET_TOO_BIG, SEGMENTS - 1L);
        receive(messages);
        assertThat(TcpPackets.payload(right.tun.takeWritten()))
                .isEqualTo(Arrays.copyOfRange(STREAM, STREAM.length - 100, STREAM.length));
    }

    @Test
    void fragments_haveTheirChecksum() {
        right.tun.offload();
        connect(AES, true);
        toRight.usePath(left.pathTo(right), 1_000, null);
        byte[] read = TcpPackets.fromDevice(LEFT, RIGHT, 0, 1_300);
        byte[] whole = TcpPackets.withoutDontFragment(read);
        left.sendUnfinished(NOW_NS, whole);
        receive(takeSent());
        List<byte[]> fragments = right.tun.takeUnfinished();
        assertThat(fragments)
                .hasSize(2)
                .allSatisfy(
                        write -> assertThat(VnetHeader.needsChecksum(write, 0)).isFalse());
        ByteBuffer together = ByteBuffer.allocate(1_340);
        together.put(whole, VnetHeader.BYTES, 20);
        fragments.forEach(write -> together.put(write, VnetHeader.BYTES + 20, write.length - VnetHeader.BYTES - 20));
        assertThat(TcpPackets.payload(List.of(together.array()))).hasSize(1_300);
    }

    @Test
    void withoutSession_theConductorGetsWholePackets() {
        left.sendUnfinished(NOW_NS, SUPER_PACKET);
        List<byte[]> packets = left.events.take().stream()
                .map(event -> ((DataEvent.Unsendable) event).packet())
                .toList();
        assertThat(packets).hasSize(SEGMENTS);
        assertThat(TcpPackets.payload(packets)).isEqualTo(STREAM);
    }

    @Test
    void packetOfAPeerWhoseRecordHasNotCome_isCompletedForTheConductor() {
        connect(AES, true);
        toLeft.setAllowedIps(List.of());
        left.sendUnfinished(NOW_NS, TcpPackets.fromDevice(LEFT, RIGHT, 0, 100));
        receive(takeSent());
        assertThat(right.events.take())
                .singleElement()
                .isInstanceOfSatisfying(
                        DataEvent.Early.class,
                        early -> assertThat(TcpPackets.payload(List.of(early.packet())))
                                .hasSize(100));
        assertThat(right.tun.takeWritten()).isEmpty();
    }

    @Test
    void missingChecksumOfWhatHasNone_isMalformed() {
        connect(AES, true);
        byte[] packet = Packets.ipv4(LEFT, RIGHT, 48);
        byte[] message = new byte[packet.length + MessageLayout.DATA_OVERHEAD_BYTES];
        new DataCipher(AeadFactory.JCE)
                .seal(keypair(toRight), 50, MessageLayout.CHECKSUM_MISSING, packet, 0, packet.length, message, 0);
        receive(List.of(message));
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_MALFORMED_INNER, 1L));
        assertThat(right.tun.takeWritten()).isEmpty();
    }

    @Test
    void flagsThatWereNotOffered_areRefused() {
        connect(AES, true);
        byte[] packet = Packets.ipv4(LEFT, RIGHT, 48);
        byte[] message = new byte[packet.length + MessageLayout.DATA_OVERHEAD_BYTES];
        new DataCipher(AeadFactory.JCE).seal(keypair(toRight), 50, 2, packet, 0, packet.length, message, 0);
        receive(List.of(message));
        assertThat(right.countedSince()).isEqualTo(Map.of(CounterId.DROP_UNKNOWN_MESSAGE, 1L));
    }

    @Test
    void badSuperPacket_isCountedOnce() {
        connect(AES, true);
        byte[] bad = SUPER_PACKET.clone();
        bad[VnetHeader.BYTES + 32] = 0x10; // a TCP header of 4 bytes
        left.sendUnfinished(NOW_NS, bad);
        assertThat(takeSent()).isEmpty();
        assertThat(left.countedSince()).isEqualTo(Map.of(CounterId.DROP_MALFORMED_TUN, 1L));
    }

    private List<byte[]> takeSent() {
        return left.port.takeSent().stream().map(FakePort.Sent::bytes).toList();
    }

    private void receive(List<byte[]> messages) {
        for (byte[] message : messages) {
            right.dataPath.onDatagram(message.clone(), 0, message.length, right.arrivalFrom(left), NOW_NS);
        }
        right.dataPath.endOfDatagrams(NOW_NS);
    }

    private static Keypair<Peer> keypair(Peer peer) {
        Keypair<Peer> keypair = peer.session().current();
        assertThat(keypair).isNotNull();
        return keypair;
    }
}
