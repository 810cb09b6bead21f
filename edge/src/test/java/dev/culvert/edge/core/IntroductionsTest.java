package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import dev.culvert.edge.testkit.Node;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a relay is, told by introductions and by who calls over it. */
class IntroductionsTest {
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("203.0.113.1"), 7_654);

    private final FakeCommunity fake = new FakeCommunity();
    private final Node node = new Node(1);
    private final Community community = fake.community(node, (actions, nowNs) -> {});
    private final SupernodeLink link = community.addSupernode(new HostPort("sn", 7_654), Optional.empty());

    @BeforeEach
    void findSupernode() {
        community.onEndpoint(link, Path.direct(node.port, SUPERNODE, null), NOW_NS);
    }

    private Peer introduce(int number, int relayId) {
        byte[] record = fake.record(
                        fake.signer(FakeCommunity.seed(number), FakeCommunity.seed(number)), "10.0.0." + number + "/24")
                .bytes();
        Introduce introduce = Introduce.newBuilder()
                .setRecord(ByteString.copyFrom(record))
                .setRelayId(relayId)
                .build();
        community
                .supernodes()
                .onPush(link, Control.newBuilder().setIntroduce(introduce).build(), NOW_NS);
        return fake.met.getLast();
    }

    /** Whether an authentic initiation of a key that was not introduced is answered. */
    private boolean admits(int number, int relayId) {
        return community.admit(
                        FakeCommunity.seed(number).sessionKey().publicKey(),
                        new HandshakeSource(SUPERNODE, relayId),
                        NOW_NS)
                != null;
    }

    private void hear(Peer peer, int relayId) {
        community.onHeard(peer, new Path(node.port, SUPERNODE, null, new RelayLeg(relayId, 1)), NOW_NS);
    }

    @Test
    void relayOfAnIntroducedMemberBringsNoNewcomer() {
        introduce(2, 4);
        assertThat(admits(9, 4)).isFalse();
        assertThat(admits(9, 6)).isTrue();
    }

    @Test
    void relayBringsOneNewcomer() {
        assertThat(admits(9, 4)).isTrue();
        assertThat(admits(10, 4)).isFalse();
        assertThat(admits(10, 6)).isTrue();
    }

    @Test
    void initiationThatAnotherMemberReplaysMovesNobody() {
        Peer victim = introduce(2, 4);
        introduce(3, 6);
        hear(victim, 6);
        assertThat(admits(9, 4)).as("the victim is relayed as before").isFalse();
    }

    @Test
    void memberThatComesByAFreeRelayIsRelayedSo() {
        Peer peer = introduce(2, 4);
        hear(peer, 8);
        assertThat(admits(9, 4)).isTrue();
        assertThat(admits(10, 8)).isFalse();
    }

    @Test
    void relayIsTheOneTheyWereIntroducedWith_andWhoHadItBeforeIsLookedUpAgain() {
        introduce(2, 4);
        Peer next = introduce(3, 4);
        assertThat(fake.peers.peers()).containsExactly(next);
    }
}
