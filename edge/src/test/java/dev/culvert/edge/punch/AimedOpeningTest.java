package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Prediction at both ends: where an edge aims, and in what order it opens and pings. */
class AimedOpeningTest {
    private static final Endpoint AIM = new Endpoint(IpAddress.parse("198.51.100.7"), 20_716);
    private static final Endpoint SEEN = new Endpoint(IpAddress.parse("192.0.2.1"), 20_100);

    private final FakeNetwork network = new FakeNetwork();
    private final ExtraPorts extra = new ExtraPorts(network.ports, port -> false, network::forget);
    private final Observations observed = new Observations();
    private final ProbeBudget budget = new ProbeBudget(network.counters);
    private final List<PunchAction> seen = new ArrayList<>();

    private static NatClass sequential(int step, double rate) {
        return new NatClass(
                Mapping.ADDRESS_AND_PORT_DEPENDENT,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                new Allocation.Sequential(step, rate),
                Hairpin.UNKNOWN);
    }

    private static Offer from(NatClass nat) {
        return new Offer(1, nat, List.of(), false, false);
    }

    private Preparation prepare(NatClass own, @Nullable Offer its) {
        network.natClass = own;
        return begin(SEEN, its);
    }

    private Preparation begin(@Nullable Endpoint mapping, @Nullable Offer its) {
        network.mapping = mapping;
        Means means = new Means(network, budget, new Random(1), extra, observed, new VolleySchedule());
        return Preparation.begin(means, its == null ? NatClass.UNKNOWN : its.nat(), its != null, false, 1);
    }

    @Test
    void aim_liesAhead_inTheStepsOfTheNat() {
        Preparation up = prepare(sequential(1, 0), from(sequential(1, 0)));
        assertThat(up.named()).contains(new Endpoint(SEEN.address(), SEEN.port() + Limits.AIM_PORTS));
        assertThat(up.aimed()).isEqualTo(Limits.AIM_PORTS);
        Preparation down = prepare(sequential(-2, 0), null);
        assertThat(down.named()).contains(new Endpoint(SEEN.address(), SEEN.port() - 2 * Limits.AIM_PORTS));
        assertThat(prepare(sequential(-32, 2_000), null).aimed()).isPositive();
        assertThat(prepare(sequential(32, 2_000), null).aimed()).isPositive();
        assertThat(network.ports.open).hasSize(4);
    }

    @Test
    void aim_isFurther_whereOthersUseUpMore_orMoreTimePasses() {
        assertThat(Preparation.distance(0, true)).isEqualTo(12);
        assertThat(Preparation.distance(50, true)).isEqualTo(21); // 3 of others, and 3 x 1.7
        assertThat(Preparation.distance(50, false)).isEqualTo(36); // 12.5, and 3 x 3.5
        assertThat(Preparation.distance(1_000, false)).isEqualTo(Limits.AIM_MOST_PORTS);
    }

    @Test
    void nobodyAims_whereThePeersPortsDoNotDepend_orNothingIsAnswered_orThePortsEnd() {
        assertThat(prepare(sequential(1, 0), from(NatClass.UNKNOWN)).named()).isEmpty();
        assertThat(network.ports.open).isEmpty();
        assertThat(begin(new Endpoint(SEEN.address(), 65_530), null).aimed()).isZero();
        assertThat(begin(null, null).named()).isEmpty();
    }

    @Test
    void allOpenersGoBeforeThePeerIsTold_andPingsOnceItHasOpened() {
        AimedOpening opening = new AimedOpening(extra, new Allowance(budget, observed), AIM, 30, 2);
        long nowNs = 1;
        opening.onTick(seen, nowNs);
        assertThat(opening.isReady()).as("more than the budget has at once").isFalse();
        for (; !opening.isReady(); nowNs += Timing.BUSY_TICK_NS) {
            opening.onTick(seen, nowNs);
        }
        assertThat(seen)
                .hasSize(30)
                .allMatch(action -> action instanceof PunchAction.Open open
                        && open.ttl() == 2
                        && open.path().remote().equals(AIM));
        seen.clear();
        opening.onTick(seen, nowNs);
        assertThat(seen).isEmpty();
        ProbeIds ids = new ProbeIds(new Random(1));
        opening.ping(ids);
        for (int i = 0; i < 100; i++, nowNs += Timing.BUSY_TICK_NS) {
            opening.onTick(seen, nowNs);
        }
        assertThat(seen)
                .hasSize(30 * Limits.AIM_PINGS)
                .allMatch(action -> action instanceof PunchAction.Probe probe && probe.id() == ids.of(probe.path()));
        assertThat(seen.stream()
                        .map(action -> ((PunchAction.Probe) action).path().port())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(network.ports.open);
    }
}
