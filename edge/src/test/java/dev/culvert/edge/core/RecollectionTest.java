package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Session;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.memory.KnownEndpoint;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom an edge without supernode recalls, where, and whom it answers. */
class RecollectionTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint OPEN = new Endpoint(IpAddress.parse("192.0.2.7"), 7_777);
    private static final Endpoint BEHIND_NAT = new Endpoint(IpAddress.parse("198.51.100.7"), 7_777);
    private static final byte[] INITIATION = new byte[148];

    static {
        INITIATION[0] = 1;
    }

    private final FakeCommunity fake = new FakeCommunity();
    private final Node node = new Node(1);
    private final Community community = fake.community(node, (_, _) -> {});
    private final RecordSigner signer = fake.signer(FakeCommunity.seed(7), FakeCommunity.seed(7));
    private final PublicKey key = FakeCommunity.seed(7).sessionKey().publicKey();

    @BeforeEach
    void remember() {
        community.addSupernode(new HostPort("sn", 7_654), Optional.empty());
        SignedRecord signed = fake.record(signer, "10.0.0.7/24");
        fake.memory.note(
                signed,
                signed.verify(fake.keys.publicKey()).orElseThrow(),
                List.of(
                        new KnownEndpoint(OPEN, CandidateKind.PUBLIC, false, 1_400, fake.memory.now()),
                        new KnownEndpoint(BEHIND_NAT, CandidateKind.OBSERVED, false, 1_400, fake.memory.now())));
        community.onTick(NOW_NS);
    }

    private Peer recalled(long nowNs) {
        community.onNoRoute(Packets.ipv4("10.0.0.1", "10.0.0.7", 40), nowNs);
        community.onTick(nowNs);
        return fake.peers.peers().getFirst();
    }

    /** Where a recall goes, and whether as an initiation or as an opener. */
    private List<String> recall(Peer peer, long nowNs) {
        community.onTick(nowNs);
        assertThat(community.recollection().recall(peer, INITIATION.clone(), nowNs))
                .isTrue();
        return node.port.takeSent().stream()
                .map(sent -> MessageKind.of(sent.bytes(), 0, sent.bytes().length) + " " + sent.remote())
                .toList();
    }

    @Test
    void aSupernodeHasHalfASecondToAnswer() {
        long nowNs = NOW_NS + Timing.RECALL_AFTER_NS;
        community.onNoRoute(Packets.ipv4("10.0.0.1", "10.0.0.7", 40), NOW_NS);
        community.onTick(nowNs - 1);
        assertThat(fake.peers.peers()).isEmpty();
        community.onTick(nowNs);
        assertThat(fake.peers.peers()).singleElement().satisfies(peer -> {
            assertThat(peer.key()).isEqualTo(key);
            assertThat(peer.staged()).hasSize(1);
            assertThat(community.recollection().isRecalled(peer)).isTrue();
        });
    }

    @Test
    void openEndpointIsRecalledAtOnce_oneBehindANatLater_andAfterAnOpener() {
        long nowNs = NOW_NS + Timing.RECALL_AFTER_NS;
        Peer peer = recalled(nowNs);
        assertThat(recall(peer, nowNs)).containsExactly("INITIATION " + OPEN);
        nowNs = NOW_NS + Timing.RECALL_NATS_AFTER_NS;
        assertThat(recall(peer, nowNs)).containsExactly("INITIATION " + OPEN, "STUN " + BEHIND_NAT);
        assertThat(recall(peer, nowNs)).containsExactly("INITIATION " + OPEN, "INITIATION " + BEHIND_NAT);
        community.onGaveUp(peer, nowNs);
        assertThat(fake.peers.peers()).as("the next packet begins anew").isEmpty();
        assertThat(recall(recalled(nowNs), nowNs)).contains("STUN " + BEHIND_NAT);
    }

    @Test
    void onlyInitiationsAreRecalls() {
        Peer peer = recalled(NOW_NS + Timing.RECALL_AFTER_NS);
        byte[] data = new byte[32];
        data[0] = 4;
        assertThat(community.recollection().recall(peer, data, NOW_NS + Timing.RECALL_AFTER_NS))
                .isFalse();
    }

    @Test
    void userIsToldOnce_afterASecond() {
        community.onTick(NOW_NS + Timing.RECALL_NATS_AFTER_NS - 1);
        assertThat(fake.withoutSupernodes).isEmpty();
        community.onTick(NOW_NS + Timing.RECALL_NATS_AFTER_NS);
        community.onTick(NOW_NS + 2 * Timing.RECALL_NATS_AFTER_NS);
        assertThat(fake.withoutSupernodes).containsExactly(new Remembered(1, Optional.of(fake.memory.now()), true));
    }

    @Test
    void rememberedKeyIsAnswered_anotherIsNot() {
        HandshakeSource source = HandshakeSource.of(new Endpoint(IpAddress.parse("203.0.113.9"), 9));
        PublicKey stranger = FakeCommunity.seed(8).sessionKey().publicKey();
        assertThat(community.remembers(stranger)).isFalse();
        assertThat(community.admit(stranger, source, NOW_NS)).isNull();
        assertThat(community.remembers(key)).isTrue();
        Session<Peer> session = Objects.requireNonNull(community.admit(key, source, NOW_NS));
        assertThat(session.peer().isAwaitingRecord()).isFalse();
    }

    @Test
    void addressOfAnotherIsNotTakenByWhoIsRemembered() {
        SignedRecord own = fake.record(fake.signer(FakeCommunity.seed(9), FakeCommunity.seed(9)), "10.0.0.1/24");
        fake.memory.note(
                own,
                own.verify(fake.keys.publicKey()).orElseThrow(),
                List.of(new KnownEndpoint(OPEN, CandidateKind.PUBLIC, false, 1_400, fake.memory.now())));
        HandshakeSource source = HandshakeSource.of(OPEN);
        assertThat(community.admit(FakeCommunity.seed(9).sessionKey().publicKey(), source, NOW_NS))
                .as("it has our address")
                .isNull();
        assertThat(fake.counters.value(CounterId.DROP_CONFLICTING_PEER)).isEqualTo(1);
    }

    @Test
    void memberTellsItsOwnRecord_andNobodyElses() {
        Members members = fake.members(new Node(2), "10.0.0.1/24");
        Member member = Objects.requireNonNull(members.learn(
                members.read(bytes(fake.record(signer, "10.0.0.7/24"))).orElseThrow(), NOW_NS));
        SignedRecord others = fake.record(fake.signer(FakeCommunity.seed(8), FakeCommunity.seed(8)), "10.0.0.8/24");

        members.learnFromItself(member, bytes(fake.record(signer, "10.0.0.17/24")), NOW_NS);
        members.learnFromItself(member, bytes(others), NOW_NS);

        assertThat(member.peer().allowedIps()).containsExactly(IpPrefix.parse("10.0.0.17/32"));
        assertThat(members.all()).containsExactly(member);
    }

    private static ByteString bytes(SignedRecord record) {
        return ByteString.copyFrom(record.bytes());
    }
}
