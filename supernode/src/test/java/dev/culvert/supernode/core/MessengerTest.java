package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.control.pb.PeerGone;
import dev.culvert.common.control.pb.Unknown;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What waits for remotes that do not acknowledge. */
class MessengerTest {
    private static final int MOST = 10;

    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final Random random = new Random(3);
    private final Sessions<Remote> sessions = new Sessions<>(
            PrivateKey.of(bytes()),
            new TimestampSource(Tai64n.of(Instant.EPOCH), () -> Instant.EPOCH),
            random,
            counters,
            remote -> false);
    private final Community community = new Community(VerifyKey.of(bytes()), null);
    private final Messenger messenger = new Messenger(MOST, counters);
    private final Remote silent = remote();
    private final Remote other = remote();

    @Test
    void whoNeverAcknowledges_leavesRoomForOthers_andAllTogetherHaveACap() {
        pushMany(silent);
        assertThat(silent.exchange.waiting()).isEqualTo(MOST / 2);
        assertThat(counters.value(CounterId.DROP_CONTROL_QUEUES_FULL)).isEqualTo(100 - MOST / 2);
        pushMany(other);
        assertThat(other.exchange.waiting()).isPositive();
        for (int i = 0; i < 20; i++) {
            pushMany(remote());
        }
        assertThat(messenger.queued()).isEqualTo(MOST);
    }

    @Test
    void whatIsGivenUpOrAcknowledged_makesRoom() {
        pushMany(silent);
        long id = other.exchange.request(Control.newBuilder()).orElseThrow();
        other.exchange.onMessage(Control.newBuilder().setAck(id).build());
        messenger.push(member(other), gone());
        assertThat(messenger.queued()).isEqualTo(MOST / 2 + 1);

        Control push = other.exchange.due(0).getFirst();
        other.exchange.onMessage(Control.newBuilder().setAck(push.getId()).build());
        messenger.onAcknowledged(other, push, 0);
        assertThat(messenger.queued()).isEqualTo(MOST / 2);

        messenger.forget(silent);
        assertThat(messenger.queued()).isZero();
        assertThat(counters.value(CounterId.CONTROL_GIVEN_UP)).isEqualTo(MOST / 2);
    }

    @Test
    void aReplacementNeedsNoRoom_andOtherPeersAreNotReplaced() {
        PublicKey peer = PublicKey.of(bytes());
        Member member = member(silent);
        messenger.push(member, peer, Control.newBuilder().setIntroduce(Introduce.getDefaultInstance()));
        messenger.push(member, PublicKey.of(bytes()), gone());
        assertThat(messenger.queued()).isEqualTo(2);
        assertThat(messenger.isIntroducing(member, peer)).isTrue();
        pushMany(silent);

        messenger.push(member, peer, gone());
        assertThat(messenger.isIntroducing(member, peer)).isFalse();
        assertThat(silent.exchange.waiting()).isEqualTo(MOST / 2);
        assertThat(silent.exchange.clear()).filteredOn(Control::hasPeerGone).hasSize(2);
    }

    @Test
    void whatWasAcknowledged_isNotReplaced() {
        PublicKey peer = PublicKey.of(bytes());
        Member member = member(silent);
        messenger.push(member, peer, Control.newBuilder().setIntroduce(Introduce.getDefaultInstance()));
        Control push = silent.exchange.due(0).getFirst();
        silent.exchange.onMessage(Control.newBuilder().setAck(push.getId()).build());
        messenger.onAcknowledged(silent, push, 0);
        assertThat(messenger.isIntroducing(member, peer)).isFalse();
    }

    private void pushMany(Remote remote) {
        for (int i = 0; i < 100; i++) {
            messenger.push(member(remote), Control.newBuilder().setUnknown(Unknown.getDefaultInstance()));
        }
    }

    private static Control.Builder gone() {
        return Control.newBuilder().setPeerGone(PeerGone.getDefaultInstance());
    }

    private Remote remote() {
        return new Remote(sessions, PublicKey.of(bytes()), new Exchange(random), 0);
    }

    private Member member(Remote remote) {
        Member member = new Member(remote.key, VerifyKey.of(bytes()), community);
        member.remote = remote;
        return member;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }
}
