package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.time.Limits;
import dev.culvert.supernode.testkit.SimulatedEdge;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lookups, introductions, and what edges that were introduced are told of each other. */
class IntroductionTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive("mynet", "culvert-test-secret");

    private final SimulatedSupernode supernode = new SimulatedSupernode();
    private final SimulatedEdge one = new SimulatedEdge(supernode, 1, COMMUNITY);
    private final SimulatedEdge two = new SimulatedEdge(supernode, 2, COMMUNITY);

    @Test
    void presentTarget_isIntroducedAtOnce_toBoth() {
        one.join();
        two.join();
        assertThat(one.lookup(two.address()).getKindCase()).isEqualTo(Control.KindCase.KIND_NOT_SET);
        Introduce toOne = introduce(one);
        Introduce toTwo = introduce(two);
        assertThat(toOne.getRelayId()).isNotIn(0, 1).isEqualTo(toTwo.getRelayId() ^ 1);
        assertThat(toOne.getAskedByPeer()).isFalse();
        assertThat(toTwo.getAskedByPeer()).isTrue();
        assertThat(ControlMessages.endpoint(toOne.getObserved())).contains(two.endpoint());
        assertThat(ControlMessages.endpoint(toTwo.getObserved())).contains(one.endpoint());

        two.lookup(one.key());
        assertThat(introduce(two).getRelayId()).as("the same relation").isEqualTo(toTwo.getRelayId());
    }

    @Test
    void edgeThatRegistersSoonAfter_isIntroducedThatInstant() {
        one.join();
        supernode.pass(Duration.ofSeconds(11));
        one.lookup(two.address());
        supernode.pass(Duration.ofMillis(2_900));
        assertThat(one.takePushes()).isEmpty();
        two.join();
        introduce(one);
        introduce(two);
        supernode.pass(Duration.ofSeconds(11));
        assertThat(one.takePushes()).as("the lookup is done with").isEmpty();
    }

    @Test
    void addressOfNobody_isUnknownAfterThreeSeconds_andNothingRemembersIt() {
        one.join();
        supernode.pass(Duration.ofSeconds(11));
        one.lookup(two.address());
        supernode.pass(Duration.ofSeconds(3));
        Control unknown = push(one);
        assertThat(unknown.getUnknown().getAddress()).isEqualTo(ControlMessages.bytes(two.address()));
        assertThat(unknown.getUnknown().getAbsent()).isFalse();
        supernode.pass(Duration.ofSeconds(2));
        two.join();
        one.lookup(two.address());
        introduce(one);
    }

    @Test
    void soonAfterTheStart_anyLookupWaitsTenSeconds() {
        one.join();
        one.lookup(two.address());
        supernode.pass(Duration.ofSeconds(9));
        two.join();
        introduce(one);
    }

    @Test
    void absentOwner_isWaitedForTenSeconds_andThenSaidToBeAbsent() {
        one.join();
        two.join();
        supernode.pass(Duration.ofSeconds(11));
        two.unregister();
        one.lookup(two.key());
        supernode.pass(Duration.ofMillis(9_500));
        assertThat(one.takePushes()).isEmpty();
        supernode.pass(Duration.ofMillis(600));
        assertThat(push(one).getUnknown().getAbsent()).isTrue();
    }

    @Test
    void lookupsThatWait_areBounded_andEndWithTheirEdge() {
        one.join();
        for (int i = 0; i < Limits.LOOKUPS_WAITING; i++) {
            one.lookup(IpAddress.ofIpv4((10 << 24) + 100 + i));
        }
        Control refused = one.lookup(IpAddress.parse("10.0.0.99"));
        assertThat(refused.getRefused().getReason()).isEqualTo(Reason.REASON_FULL);
        one.unregister();
        supernode.pass(Duration.ofSeconds(20));
        assertThat(supernode.counters.value(CounterId.LOOKUPS_UNANSWERED)).isZero();
    }

    @Test
    void lookupWithoutTarget_orForOneself_isRefused() {
        one.join();
        assertThat(one.lookup(one.address()).getRefused().getReason()).isEqualTo(Reason.REASON_BAD_REQUEST);
        assertThat(one.ask(Control.newBuilder().setLookup(dev.culvert.common.control.pb.Lookup.getDefaultInstance()))
                        .getRefused()
                        .getReason())
                .isEqualTo(Reason.REASON_BAD_REQUEST);
    }

    @Test
    void introductionThatWaits_isReplacedByTheNext() {
        int id = meet();
        one.deaf(true);
        for (int i = 0; i < 10; i++) {
            two.lookup(one.key());
        }
        one.deaf(false);
        supernode.pass(Duration.ofSeconds(2));
        assertThat(introduce(one).getRelayId()).isEqualTo(id);
    }

    @Test
    void changeOfAPeerWhoseIntroductionWaits_keepsItsRelayId() {
        one.join();
        two.join();
        one.deaf(true);
        two.lookup(one.address());
        Endpoint elsewhere = new Endpoint(IpAddress.parse("192.0.2.200"), 9_999);
        two.moveTo(elsewhere);
        two.bind();
        byte[] record = two.sign(false, two.prefix()).bytes();
        two.register(record);
        one.deaf(false);
        supernode.pass(Duration.ofSeconds(2));
        Introduce introduce = introduce(one);
        assertThat(introduce.getRelayId()).isEqualTo(introduce(two).getRelayId() ^ 1);
        assertThat(ControlMessages.endpoint(introduce.getObserved())).contains(elsewhere);
        assertThat(introduce.getRecord().toByteArray()).isEqualTo(record);
    }

    @Test
    void changesThatWait_areReplacedByTheLast() {
        meet();
        one.deaf(true);
        two.register();
        byte[] record = two.sign(false, two.prefix()).bytes();
        two.register(record);
        one.deaf(false);
        supernode.pass(Duration.ofSeconds(2));
        assertThat(push(one).getPeerInfo().getRecord().toByteArray()).isEqualTo(record);
    }

    @Test
    void introductionOfAPeerThatHasLeft_isNotRepeated() {
        meet();
        one.deaf(true);
        two.lookup(one.key());
        two.unregister();
        one.deaf(false);
        supernode.pass(Duration.ofSeconds(2));
        assertThat(push(one).hasPeerGone()).isTrue();
    }

    @Test
    void whoAsksTooOften_isAnsweredLater() {
        one.join();
        two.join();
        for (int i = 0; i < Limits.LOOKUPS_AT_ONCE; i++) {
            one.lookup(two.address());
        }
        assertThat(one.takePushes()).hasSize(Limits.LOOKUPS_AT_ONCE);
        two.takePushes();
        assertThat(one.lookup(two.key()).getKindCase()).isEqualTo(Control.KindCase.KIND_NOT_SET);
        assertThat(one.takePushes()).isEmpty();
        assertThat(two.takePushes()).isEmpty();
        assertThat(supernode.counters.value(CounterId.LOOKUPS_DEFERRED)).isEqualTo(1);
        supernode.pass(Duration.ofMillis(500));
        introduce(one);
        introduce(two);
        supernode.pass(Duration.ofSeconds(11));
        assertThat(one.takePushes()).as("answered once").isEmpty();
    }

    @Test
    void silentEdge_isGoneAfterAMinute_forThoseWhoKnowIt() {
        meet();
        long token = one.register().getRegistered().getRelayToken();
        two.takePushes();
        for (int i = 0; i < 4; i++) {
            supernode.pass(Duration.ofSeconds(20));
            one.keep(token);
        }
        assertThat(one.keepReplies).hasSize(4);
        Control gone = push(one);
        assertThat(gone.getPeerGone().getKey()).isEqualTo(ControlMessages.bytes(two.key()));
        assertThat(gone.getPeerGone().getLeft()).isFalse();
        assertThat(supernode.core().relays(supernode.nowNs())).isEmpty();
    }

    @Test
    void edgeThatLeaves_isGoneAtOnce() {
        meet();
        two.unregister();
        assertThat(push(one).getPeerGone().getLeft()).isTrue();
        two.join();
        assertThat(one.takePushes()).as("the relation has ended").isEmpty();
    }

    @Test
    void movedEdge_isToldToThoseWhoKnowIt() {
        meet();
        Endpoint elsewhere = new Endpoint(IpAddress.parse("192.0.2.200"), 9_999);
        two.moveTo(elsewhere);
        assertThat(ControlMessages.endpoint(two.bind().getRelayBound().getObserved()))
                .contains(elsewhere);
        assertThat(ControlMessages.endpoint(push(one).getPeerInfo().getObserved()))
                .contains(elsewhere);
        two.bind();
        assertThat(one.takePushes()).as("nothing has changed").isEmpty();
    }

    @Test
    void restartedEdge_meetsItsPeersAnew_underTheSameRelayIds() {
        int id = meet();
        two.restart();
        two.join();
        assertThat(introduce(one).getRelayId()).isEqualTo(id);
        assertThat(introduce(two).getRelayId()).isEqualTo(id ^ 1);
    }

    @Test
    void newRecordOfTheSameStart_isPassedOn() {
        meet();
        byte[] record = two.sign(false, two.prefix()).bytes();
        two.register(record);
        assertThat(push(one).getPeerInfo().getRecord().toByteArray()).isEqualTo(record);
        assertThat(two.takePushes()).isEmpty();
    }

    @Test
    void pushToAnEdgeWhoseSessionHasExpired_makesAnother() {
        meet();
        for (int i = 0; i < 10; i++) {
            supernode.pass(Duration.ofSeconds(20));
            one.keep(token(one));
            two.keep(token(two));
        }
        SimulatedEdge three = new SimulatedEdge(supernode, 3, COMMUNITY);
        three.join();
        three.lookup(one.address());
        supernode.pass(Duration.ofSeconds(1));
        introduce(one);
    }

    @Test
    void pushThatIsLost_isSentAgain_untilItsEdgeIsGone() {
        meet();
        one.deaf(true);
        two.register();
        supernode.pass(Duration.ofMillis(500));
        one.deaf(false);
        supernode.pass(Duration.ofMillis(500));
        assertThat(push(one).hasPeerInfo()).isTrue();

        one.deaf(true);
        two.register();
        supernode.pass(Duration.ofSeconds(61));
        supernode.pass(Duration.ofSeconds(16));
        assertThat(supernode.core().isBusy()).isFalse();
    }

    @Test
    void relationThatNobodyUses_endsAfterHalfAnHour() {
        meet();
        for (int i = 0; i < 95; i++) {
            supernode.pass(Duration.ofSeconds(20));
            one.keep(token(one));
            two.keep(token(two));
        }
        assertThat(supernode.core().relays(supernode.nowNs())).isEmpty();
        two.register();
        assertThat(one.takePushes()).isEmpty();
    }

    private long token(SimulatedEdge edge) {
        return edge.answers.stream()
                .filter(Control::hasRegistered)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .getRegistered()
                .getRelayToken();
    }

    /** Both register and are introduced; the id that the first writes. */
    private int meet() {
        one.join();
        two.join();
        one.lookup(two.address());
        two.takePushes();
        return introduce(one).getRelayId();
    }

    static Introduce introduce(SimulatedEdge edge) {
        Control push = push(edge);
        assertThat(push.hasIntroduce()).as(push.toString()).isTrue();
        return push.getIntroduce();
    }

    static Control push(SimulatedEdge edge) {
        List<Control> pushes = edge.takePushes();
        assertThat(pushes).hasSize(1);
        return pushes.getFirst();
    }
}
