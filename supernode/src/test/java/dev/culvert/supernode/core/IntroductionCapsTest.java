package dev.culvert.supernode.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.testkit.SimulatedEdge;
import dev.culvert.supernode.testkit.SimulatedSupernode;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is left of an introduction where the supernode relays nothing, or no more. */
class IntroductionCapsTest {
    private static final CommunityKeys COMMUNITY = CommunityKeys.derive("mynet", "culvert-test-secret");

    @Test
    void supernodeThatDoesNotRelay_introducesWithoutARelay() {
        SimulatedSupernode plain =
                new SimulatedSupernode(SimulatedSupernode.config(SupernodeLimits.DEFAULT, false, Set.of(), List.of()));
        SimulatedEdge left = new SimulatedEdge(plain, 1, COMMUNITY);
        SimulatedEdge right = new SimulatedEdge(plain, 2, COMMUNITY);
        assertThat(left.join().getRegistered().getRelays()).isFalse();
        right.join();
        left.lookup(right.address());
        assertThat(IntroductionTest.introduce(left).getRelayId()).isZero();
    }

    @Test
    void relaysBeyondTheCap_areLeftOut_andCounted() {
        SimulatedSupernode small =
                new SimulatedSupernode(SimulatedSupernode.config(new SupernodeLimits(10, 10, 10, 10, 1, 0, 0)));
        SimulatedEdge[] edges = new SimulatedEdge[3];
        for (int i = 0; i < 3; i++) {
            edges[i] = new SimulatedEdge(small, i + 1, COMMUNITY);
            edges[i].join();
        }
        edges[0].lookup(edges[1].address());
        assertThat(IntroductionTest.introduce(edges[0]).getRelayId()).isNotZero();
        edges[0].lookup(edges[2].address());
        assertThat(IntroductionTest.introduce(edges[0]).getRelayId()).isZero();
        assertThat(small.counters.value(CounterId.RELAYS_EXHAUSTED)).isEqualTo(1);
        edges[1].unregister();
        edges[2].takePushes();
        edges[2].lookup(edges[0].address());
        assertThat(IntroductionTest.introduce(edges[2]).getRelayId())
                .as("one is free again")
                .isNotZero();
    }

    @Test
    void pairsBeyondTheCap_areNotIntroduced_withARelayOrWithout() {
        for (boolean relays : List.of(true, false)) {
            SimulatedSupernode small = new SimulatedSupernode(SimulatedSupernode.config(
                    new SupernodeLimits(10, 10, 10, 10, 1, 0, 0), relays, Set.of(), List.of()));
            SimulatedEdge[] edges = new SimulatedEdge[4];
            for (int i = 0; i < 4; i++) {
                edges[i] = new SimulatedEdge(small, i + 1, COMMUNITY);
            }
            for (int i = 0; i < 3; i++) {
                edges[i].join();
            }
            edges[0].lookup(edges[1].address());
            edges[0].lookup(edges[2].address());
            edges[0].lookup(edges[1].address());
            assertThat(edges[0].takePushes())
                    .as("a pair that is known is not another")
                    .hasSize(3);

            Control refused = edges[1].lookup(edges[2].address());
            assertThat(refused.getRefused().getReason()).isEqualTo(Reason.REASON_FULL);
            assertThat(refused.getRefused().getWords()).contains("pairs");
            assertThat(small.counters.value(CounterId.INTRODUCTIONS_REFUSED)).isEqualTo(1);

            edges[1].takePushes();
            edges[1].lookup(edges[3].address());
            edges[3].join();
            assertThat(IntroductionTest.push(edges[1]).getUnknown().getAbsent())
                    .as("who had waited")
                    .isTrue();

            edges[0].unregister();
            edges[1].takePushes();
            edges[1].lookup(edges[2].address());
            IntroductionTest.introduce(edges[1]);
        }
    }
}
