package dev.culvert.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.Node;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WakefulnessTest {
    private static final long START_NS = 1_000_000_000_000L;

    private final FakeCommunity community = new FakeCommunity();
    private final Members members = community.members(new Node(1), "10.0.0.1/24");
    private final Wakefulness wakefulness = members.wakefulness();
    private long nowNs = START_NS;

    private GenuineRecord record(int number) {
        return members.read(ByteString.copyFrom(community
                        .record(
                                community.signer(FakeCommunity.seed(number), FakeCommunity.seed(number)),
                                "10.0.0." + number + "/24")
                        .bytes()))
                .orElseThrow();
    }

    private Member member(int number) {
        return Objects.requireNonNull(members.learn(record(number), nowNs));
    }

    private void tick() {
        wakefulness.onTick(nowNs);
        for (Member member : wakefulness.awake()) {
            member.ticked(nowNs);
            wakefulness.ticked(member, nowNs);
        }
    }

    private void pass(long ns) {
        nowNs += ns;
    }

    @Test
    void idleMember_isAwakeForATick_andAgainWhenSomethingIsDue() {
        Member member = member(2);
        assertThat(wakefulness.awake()).containsExactly(member);
        tick();
        assertThat(wakefulness.awake()).isEmpty();
        pass(Timing.PATH_REFRESH_NS - 1);
        wakefulness.onTick(nowNs);
        assertThat(wakefulness.awake()).isEmpty();
        pass(1);
        wakefulness.onTick(nowNs);
        assertThat(wakefulness.awake()).containsExactly(member);
    }

    @Test
    void memberThatIsLookedUp_wakes_andOnlyIt() {
        Member member = member(2);
        Member other = member(3);
        tick();
        assertThat(members.find(member.peer())).isSameAs(member);
        assertThat(wakefulness.awake()).containsExactly(member);
        tick();
        members.all().forEach(Member::record);
        assertThat(members.peek(member.peer())).isSameAs(member);
        assertThat(wakefulness.awake()).isEmpty();
        members.each(Member::record);
        assertThat(wakefulness.awake()).containsExactlyInAnyOrder(member, other);
    }

    @Test
    void packet_wakes_asLongAsTheMemberIsInUse() {
        Member member = member(2);
        tick();
        member.peer().session().activity().sent(false, 100, nowNs);
        wakefulness.onTick(nowNs);
        assertThat(wakefulness.awake()).as("a ping").isEmpty();
        member.peer().session().activity().received(true, 100, nowNs);
        tick();
        assertThat(wakefulness.awake()).containsExactly(member);
        pass(Timing.PATH_LINGER_NS);
        tick();
        assertThat(wakefulness.awake()).isEmpty();
        member.peer().session().activity().sent(true, 100, nowNs);
        tick();
        assertThat(wakefulness.awake()).as("a second time").containsExactly(member);
    }

    @Test
    void memberWithSomethingUnderWay_orNotIntroduced_staysAwake() {
        Member member = member(2);
        member.connectAt(nowNs + 1);
        assertThat(wakefulness.isBusy()).isTrue();
        Member unknown = Objects.requireNonNull(
                members.addUnintroduced(FakeCommunity.seed(3).sessionKey().publicKey(), nowNs));
        tick();
        assertThat(wakefulness.awake()).containsExactly(member, unknown);
        assertThat(member.takeConnect(nowNs + 1)).isTrue();
        tick();
        assertThat(wakefulness.awake()).containsExactly(unknown);
        assertThat(wakefulness.isBusy()).isFalse();
    }

    @Test
    void memberThatIsGone_doesNotWake() {
        Member member = member(2);
        tick();
        member.peer().session().activity().sent(true, 100, nowNs);
        members.remove(member);
        pass(Timing.PATH_REFRESH_NS);
        wakefulness.onTick(nowNs);
        assertThat(wakefulness.awake()).isEmpty();
    }
}
