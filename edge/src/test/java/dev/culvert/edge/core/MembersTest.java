package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.Node;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final long START_NS = 1_000_000_000_000L;

    private final FakeCommunity community = new FakeCommunity();
    private final Members members = community.members(new Node(1), "10.0.0.1/24");

    private static IdentitySeed seed(int number) {
        return FakeCommunity.seed(number);
    }

    private GenuineRecord record(RecordSigner signer, String address) {
        return members.read(
                        ByteString.copyFrom(community.record(signer, address).bytes()))
                .orElseThrow();
    }

    private GenuineRecord record(int number, String address) {
        return record(community.signer(seed(number), seed(number)), address);
    }

    private long conflicts() {
        return community.counters.value(CounterId.DROP_CONFLICTING_PEER);
    }

    @Test
    void recordMakesAMemberWithItsAddress() {
        Member member = members.learn(record(2, "10.0.0.2/24"), START_NS);
        assertThat(member).isNotNull();
        assertThat(member.peer().allowedIps()).containsExactly(IpPrefix.parse("10.0.0.2/32"));
        assertThat(community.met).containsExactly(member.peer());
        assertThat(members.hasMetAny()).isTrue();
    }

    @Test
    void ownRecordAndForeignOnesAreNotRead() {
        assertThat(members.read(ByteString.copyFrom(community
                        .record(community.signer(community.ownSeed, community.ownSeed), "10.0.0.9/24")
                        .bytes())))
                .isEmpty();
        byte[] forged = community
                .record(community.signer(seed(2), seed(2)), "10.0.0.2/24")
                .bytes();
        forged[forged.length - 1] ^= 1;
        assertThat(members.read(ByteString.copyFrom(forged))).isEmpty();
        assertThat(community.counters.value(CounterId.DROP_BAD_RECORD)).isEqualTo(2);
    }

    @Test
    void secondKeyForAnAddressIsRefusedWhileTheFirstAnswers_andReplacesItOnceItIsSilent() {
        Member first = Objects.requireNonNull(members.learn(record(2, "10.0.0.2/24"), START_NS));
        first.peer().session().activity().received(true, 100, START_NS);

        assertThat(members.learn(record(3, "10.0.0.2/24"), START_NS + Timing.ANSWERING_NS - 1))
                .isNull();
        assertThat(conflicts()).isEqualTo(1);

        Member second = Objects.requireNonNull(members.learn(record(3, "10.0.0.2/24"), START_NS + Timing.ANSWERING_NS));
        assertThat(members.all()).containsExactly(second);
        assertThat(community.peers.peers()).containsExactly(second.peer());
    }

    @Test
    void anotherSignatureKeyForAKnownSessionKeyIsRefused() {
        members.learn(record(2, "10.0.0.2/24"), START_NS);
        RecordSigner thief = community.signer(seed(2), seed(3));
        community.record(thief, "10.0.0.3/24"); // so that its sequence is higher
        assertThat(members.learn(record(thief, "10.0.0.3/24"), START_NS)).isNull();
        assertThat(conflicts()).isEqualTo(1);
    }

    @Test
    void ownAddressAndOnesOutsideTheOverlayAreRefused() {
        assertThat(members.learn(record(2, "10.0.0.1/24"), START_NS)).isNull();
        assertThat(members.learn(record(3, "10.0.1.3/24"), START_NS)).isNull();
        assertThat(conflicts()).isEqualTo(2);
        assertThat(members.all()).isEmpty();
        assertThat(members.hasMetAny()).isFalse();
    }

    @Test
    void newerRecordMovesTheAddress_anOlderOneChangesNothing() {
        RecordSigner signer = community.signer(seed(2), seed(2));
        GenuineRecord old = record(signer, "10.0.0.2/24");
        Member member = Objects.requireNonNull(members.learn(record(signer, "10.0.0.3/24"), START_NS));
        assertThat(members.learn(old, START_NS)).isSameAs(member);
        assertThat(member.peer().allowedIps()).containsExactly(IpPrefix.parse("10.0.0.3/32"));
    }

    @Test
    void soManyMayCallInBeforeTheirIntroduction() {
        for (int i = 0; i < Limits.UNINTRODUCED_PEERS; i++) {
            assertThat(members.hasRoomForUnintroduced()).isTrue();
            members.addUnintroduced(seed(1_000 + i).sessionKey().publicKey(), START_NS);
        }
        assertThat(members.hasRoomForUnintroduced()).isFalse();
        assertThat(members.hasMetAny()).isFalse();
    }
}
