package dev.culvert.edge.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.CandidateKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is remembered, and when that is to be stored. */
class PeerMemoryTest {
    private Instant now = Known.START;
    private final PeerMemory memory = new PeerMemory(() -> now);

    private void note(KnownPeer peer) {
        memory.note(peer.signed(), peer.record(), peer.endpoints());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void peerIsFoundByKeyAndAddress() {
        KnownPeer peer = Known.peer(7, now);
        note(peer);
        assertThat(memory.find(peer.key())).contains(peer);
        assertThat(memory.owner(IpAddress.parse("10.0.0.7"))).contains(peer);
        assertThat(memory.owner(IpAddress.parse("10.0.0.8"))).isEmpty();
        assertThat(memory.goodAt()).contains(now);
    }

    @Test
    void peerThatAnswersNowhereIsNotRemembered() {
        KnownPeer peer = Known.peer(7, now);
        memory.note(peer.signed(), peer.record(), List.of());
        assertThat(memory.size()).isZero();
        assertThat(memory.hasChanged()).isFalse();
    }

    @Test
    void newerRecordMovesTheAddress() {
        RecordSigner signer = Known.signer(1, Known.KEYS);
        for (String address : List.of("10.0.0.1", "10.0.0.2")) {
            SignedRecord signed = Known.record(signer, address);
            memory.note(
                    signed,
                    signed.verify(Known.KEYS.publicKey()).orElseThrow(),
                    List.of(Known.endpoint("192.0.2.1", 1, CandidateKind.LAN, now)));
        }
        assertThat(memory.size()).isEqualTo(1);
        assertThat(memory.owner(IpAddress.parse("10.0.0.1"))).isEmpty();
        assertThat(memory.owner(IpAddress.parse("10.0.0.2"))).isPresent();
    }

    @Test
    void endpointsAreKept_theLastGoodOnesFirst_andEight() {
        KnownPeer peer = Known.peer(1, now);
        for (int port = 1; port <= 20; port++) {
            pass(Duration.ofSeconds(1));
            memory.note(
                    peer.signed(),
                    peer.record(),
                    List.of(Known.endpoint("192.0.2.9", port, CandidateKind.OBSERVED, now)));
        }
        assertThat(memory.find(peer.key()).orElseThrow().endpoints())
                .hasSize(Limits.REMEMBERED_ENDPOINTS)
                .extracting(known -> known.endpoint().port())
                .containsExactly(20, 19, 18, 17, 16, 15, 14, 13);
    }

    @Test
    void whatNobodyHasNamedThisTimeStaysWhatItWas() {
        KnownPeer peer = Known.peer(1, now);
        note(peer);
        pass(Duration.ofSeconds(1));
        KnownEndpoint again = Known.endpoint("192.0.2.1", 1_001, CandidateKind.PREDICTED, now);
        memory.note(peer.signed(), peer.record(), List.of(again));
        assertThat(memory.find(peer.key()).orElseThrow().endpoints())
                .containsExactly(Known.endpoint("192.0.2.1", 1_001, CandidateKind.PUBLIC, now));
    }

    @Test
    void whoHasNotAnsweredForLongestMakesRoom() {
        for (int i = 0; i < Limits.REMEMBERED_PEERS; i++) {
            note(Known.peer(i + 1, now.plusSeconds(i == 300 ? -1 : i)));
        }
        note(Known.peer(5_000, now));
        assertThat(memory.size()).isEqualTo(Limits.REMEMBERED_PEERS);
        assertThat(memory.find(Known.peer(301, now).key())).isEmpty();
        assertThat(memory.find(Known.peer(5_000, now).key())).isPresent();
    }

    @Test
    void whatIsRestoredAddsToWhatWasMetMeanwhile() {
        KnownPeer peer = Known.peer(1, now);
        memory.note(
                peer.signed(),
                peer.record(),
                List.of(Known.endpoint("192.0.2.9", 9, CandidateKind.LAN, now.plusMillis(1))));
        memory.restore(List.of(peer, Known.peer(2, now)));
        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.find(peer.key()).orElseThrow().endpoints()).hasSize(2);
    }

    @Test
    void newsAreStoredAtOnce_timesRarely() {
        assertThat(memory.isStoringDue()).isFalse();
        note(Known.peer(1, now));
        assertThat(memory.isStoringDue()).isTrue();
        assertThat(memory.store()).hasSize(1);
        assertThat(memory.isStoringDue()).isFalse();

        pass(Duration.ofSeconds(1));
        note(Known.peer(1, now));
        assertThat(memory.isStoringDue()).as("a second later").isFalse();
        assertThat(memory.hasChanged()).isTrue();
        pass(Duration.ofNanos(Timing.REMEMBER_REFRESH_NS));
        assertThat(memory.isStoringDue()).as("ten minutes later").isTrue();

        memory.store();
        memory.storingFailed();
        assertThat(memory.isStoringDue()).as("after a failure").isTrue();
    }

    @Test
    void onlyEndpointsWithoutANatBeforeThemTakeStrangers() {
        assertThat(List.of(CandidateKind.LAN, CandidateKind.PUBLIC, CandidateKind.MAPPED))
                .allMatch(kind -> Known.endpoint("192.0.2.1", 1, kind, now).takesStrangers());
        assertThat(List.of(CandidateKind.OBSERVED, CandidateKind.PREDICTED))
                .noneMatch(kind -> Known.endpoint("192.0.2.1", 1, kind, now).takesStrangers());
        KnownEndpoint observed = Known.endpoint("192.0.2.1", 1, CandidateKind.OBSERVED, now);
        assertThat(new KnownEndpoint(observed.endpoint(), observed.kind(), true, 1_400, now).takesStrangers())
                .isTrue();
    }
}
