package dev.culvert.edge.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.memory.pb.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was written is read; what nobody wrote who is a member is not. */
class PeerMemoryFormatTest {
    private final List<KnownPeer> read = new ArrayList<>();

    private int read(byte[] bytes, Instant now) throws InvalidProtocolBufferException {
        return PeerMemoryFormat.read(bytes, Known.KEYS.publicKey(), now, read::addAll);
    }

    private static byte[] changed(Consumer<Peers.Peer.Builder> change) throws InvalidProtocolBufferException {
        Peers.Builder message =
                Peers.parseFrom(PeerMemoryFormat.bytes(List.of(Known.peer(1, Known.START)))).toBuilder();
        change.accept(message.getPeersBuilder(0));
        return message.build().toByteArray();
    }

    @Test
    void whatWasWrittenIsRead_inPortions() throws Exception {
        List<KnownPeer> peers = IntStream.range(1, 200)
                .mapToObj(i -> Known.peer(i, Known.START.minusSeconds(i)))
                .toList();
        assertThat(read(PeerMemoryFormat.bytes(peers), Known.START)).isZero();
        assertThat(read).isEqualTo(peers);
    }

    @Test
    void recordOfAnotherCommunityIsRefused() throws Exception {
        CommunityKeys others = CommunityKeys.derive("lab", "another secret of eleven words");
        byte[] record = Known.record(Known.signer(1, others), "10.0.0.1").bytes();
        assertThat(read(changed(peer -> peer.setRecord(ByteString.copyFrom(record))), Known.START))
                .isEqualTo(1);
        assertThat(read).isEmpty();
    }

    @Test
    void alteredRecordIsRefused() throws Exception {
        byte[] record = Known.peer(1, Known.START).signed().bytes();
        for (int at : List.of(0, 1, 40, 70, record.length - 1)) {
            byte[] altered = record.clone();
            altered[at] ^= 1;
            assertThat(read(changed(peer -> peer.setRecord(ByteString.copyFrom(altered))), Known.START))
                    .as("byte %d", at)
                    .isEqualTo(1);
        }
        assertThat(read).isEmpty();
    }

    @Test
    void endpointsThatMakeNoSenseAreLeftOut() throws Exception {
        for (Consumer<Peers.Endpoint.Builder> nonsense : List.<Consumer<Peers.Endpoint.Builder>>of(
                endpoint -> endpoint.setPort(0),
                endpoint -> endpoint.setPort(65_536),
                endpoint -> endpoint.setPacketLimit(0),
                endpoint -> endpoint.setAddress(ByteString.copyFrom(new byte[4])),
                endpoint -> endpoint.setAddress(ByteString.copyFrom(new byte[5])),
                endpoint -> endpoint.setAddress(ByteString.copyFrom(new byte[] {(byte) 224, 0, 0, 1})),
                endpoint -> endpoint.setGoodAt(Long.MAX_VALUE))) {
            assertThat(read(changed(peer -> nonsense.accept(peer.getEndpointsBuilder(0))), Known.START))
                    .isEqualTo(1);
        }
        assertThat(read).isEmpty();
    }

    @Test
    void whoAnsweredTooLongAgoIsLeftOut_andNobodyAnsweredTomorrow() throws Exception {
        byte[] bytes = PeerMemoryFormat.bytes(List.of(Known.peer(1, Known.START)));
        assertThat(read(bytes, Known.START.plus(Duration.ofNanos(Timing.REMEMBERED_FOR_NS))))
                .isZero();
        assertThat(read).isEmpty();
        Instant before = Known.START.minusSeconds(1_000);
        assertThat(read(bytes, before)).isZero();
        assertThat(read)
                .singleElement()
                .satisfies(peer -> assertThat(peer.goodAt()).isEqualTo(before));
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertThatThrownBy(() -> read(new byte[] {1, 2, 3}, Known.START))
                .isInstanceOf(InvalidProtocolBufferException.class);
    }
}
