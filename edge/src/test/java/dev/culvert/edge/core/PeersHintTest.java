package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.Sequences;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.supernode.SupernodeLink;
import dev.culvert.edge.testkit.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A HINT says that a peer has lost its keys. Nobody vouches for it: whoever saw a packet of ours can make one. */
class PeersHintTest {
    private static final Endpoint SUPERNODE = new Endpoint(IpAddress.parse("203.0.113.1"), 7_654);
    private static final int RELAY_ID = 4;

    private final FakeCommunity fake = new FakeCommunity();
    private final Node node = new Node(1);
    private final Node other = new Node(2);
    private final List<SessionAction<Peer>> wanted = new ArrayList<>();
    private final Community community = fake.community(node, (actions, nowNs) -> wanted.addAll(actions));
    private final SupernodeLink link = community.addSupernode(new HostPort("sn", 7_654), Optional.empty());
    private final Path relay = new Path(node.port, SUPERNODE, null, new RelayLeg(RELAY_ID, 1));
    private long nowNs = 1_000_000_000_000L;
    private Peer peer = new Node(3).add(other);

    /** A member with a session, by a relay and by a direct path that is tried. */
    @BeforeEach
    void meet() {
        community.onEndpoint(link, Path.direct(node.port, SUPERNODE, null), nowNs);
        PublicKey otherKey = keyOf(other);
        Sequences sequences = new Sequences(0);
        sequences.stored(1_000);
        byte[] record = new RecordSigner(
                        FakeCommunity.seed(2).signingKey(), otherKey, fake.keys, sequences, new Random(1))
                .sign(Claims.of(List.of(IpPrefix.parse("10.0.0.2/24")), "name", false))
                .bytes();
        Introduce introduce = Introduce.newBuilder()
                .setRecord(ByteString.copyFrom(record))
                .setRelayId(RELAY_ID)
                .build();
        community
                .supernodes()
                .onPush(link, Control.newBuilder().setIntroduce(introduce).build(), nowNs);
        peer = fake.met.getLast();
        var pairKey = fake.keys.pairKey(fake.ownSeed.sessionKey().publicKey(), otherKey);
        Peer self = new Peer(other.sessions, PeerKind.CULVERT, keyOf(node), pairKey, List.of(), 0);
        node.shakeHands(peer, other, self, nowNs);
        community.arrivals().onControl(peer, new Frame.Ping(1).encoded(), node.pathTo(other), nowNs);
        assertThat(directPaths()).hasSize(1);
        wanted.clear();
    }

    private static PublicKey keyOf(Node node) {
        return new Node(3).add(node).key();
    }

    private List<PathReport> directPaths() {
        return community.pathsOf(peer, nowNs).orElseThrow().paths().stream()
                .filter(report -> !report.path().isRelayed())
                .toList();
    }

    private byte[] hint() {
        byte[] message = Objects.requireNonNull(peer.session().seal(new byte[16], false, nowNs));
        return CulvertLayout.hint(message, 0);
    }

    private void pass(Duration duration) {
        nowNs += duration.toNanos();
    }

    @Test
    void hintAsksForNewKeys_onceASecond_andTearsNothingDown() {
        pass(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            community.arrivals().onUnsealed(hint(), relay, nowNs);
            pass(Duration.ofMillis(5));
        }
        assertThat(wanted).singleElement().isInstanceOf(SessionAction.Send.class);
        assertThat(directPaths()).hasSize(1);
        assertThat(peer.session().current()).isNotNull();
    }

    @Test
    void hintRightAfterAHandshake_changesNothing() {
        pass(Duration.ofMillis(500));
        community.arrivals().onUnsealed(hint(), relay, nowNs);
        assertThat(wanted).isEmpty();
        assertThat(directPaths()).hasSize(1);
    }

    @Test
    void hintOfAnotherPacket_isDropped() {
        pass(Duration.ofSeconds(2));
        community.arrivals().onUnsealed(CulvertLayout.hint(new byte[CulvertLayout.HINT_ECHO_BYTES], 0), relay, nowNs);
        assertThat(wanted).isEmpty();
        assertThat(fake.counters.value(CounterId.DROP_STRAY_HINT)).isEqualTo(1);
    }
}
