package dev.culvert.edge.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.wire.MessageLayout;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.testkit.Node;
import dev.culvert.edge.testkit.Packets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Left and Carol have sessions with Right, which they initiated; their datagrams come in at Right's. */
abstract class RightReceives {
    static final long NOW_NS = 1_000_000_000_000L;
    static final Endpoint ELSEWHERE = new Endpoint(IpAddress.parse("198.51.100.7"), 4_500);

    final Node left = new Node(1);
    final Node right = new Node(2);
    final Node carol = new Node(3);
    final Peer leftToRight = left.add(right);
    final Peer carolToRight = carol.add(right);
    final Peer rightToLeft = right.add(left, "10.0.0.1/32", "10.1.0.0/16", "fd00:1::/64");
    final Peer rightToCarol = right.add(carol, "10.0.0.3/32", "10.1.5.0/24", "0.0.0.0/1");
    final byte[] packet = Packets.ipv4(left.address(), right.address(), 100);
    long nextCounter;

    @BeforeEach
    void connect() {
        left.shakeHands(leftToRight, right, rightToLeft, NOW_NS);
        carol.shakeHands(carolToRight, right, rightToCarol, NOW_NS);
        right.receive(left, fromLeft(new byte[0]), NOW_NS);
        right.receive(carol, Node.sealed(keypair(carolToRight), nextCounter++, new byte[0]), NOW_NS);
        for (DataEvent event : right.events.take()) {
            right.confirm(((DataEvent.Confirmed) event).keypair(), NOW_NS);
        }
        right.countedSince();
    }

    byte[] fromLeft(byte[] plaintext) {
        return Node.sealed(keypair(leftToRight), nextCounter++, plaintext);
    }

    Keypair<?> rightsKeypairFor(byte[] message) {
        Object found = right.sessions.indices().find(MessageLayout.readInt(message, MessageLayout.FIRST_INDEX));
        assertThat(found).isInstanceOf(Keypair.class);
        return (Keypair<?>) found;
    }

    static Keypair<Peer> keypair(Peer peer) {
        @Nullable Keypair<Peer> keypair = peer.session().current();
        assertThat(keypair).isNotNull();
        return keypair;
    }

    void assertDelivered(byte[]... packets) {
        assertThat(right.tun.takeWritten()).containsExactly(packets);
        assertThat(right.countedSince()).isEmpty();
    }

    void assertDropped(byte[] datagram, CounterId reason) {
        right.receive(left, datagram, NOW_NS);
        assertNothingBut(reason);
    }

    void assertNothingBut(CounterId reason) {
        assertThat(right.countedSince()).isEqualTo(Map.of(reason, 1L));
        assertThat(right.tun.takeWritten()).isEmpty();
        assertThat(right.events.take()).isEmpty();
    }
}
