package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.FakePort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VolleyTest {
    private static final IpAddress PEER = IpAddress.parse("198.51.100.7");
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final List<PunchAction> sent = new ArrayList<>();
    private long nowNs = 1;

    private static @Nullable Volley volley(int first, int last, int opened, int seed) {
        return Volley.of(
                PunchPlan.newBuilder()
                        .setRangeFirst(first)
                        .setRangeLast(last)
                        .setOpened(opened)
                        .build(),
                new FakePort(),
                PEER,
                new Random(seed));
    }

    private void run(@Nullable Volley wanted, ProbeBudget budget) {
        Volley volley = Objects.requireNonNull(wanted);
        Allowance allowance = new Allowance(budget, new Observations());
        ProbeIds ids = new ProbeIds(new Random(7));
        while (!volley.isOver(nowNs)) {
            volley.onTick(allowance, ids, sent, nowNs);
            nowNs += STEP_NS;
        }
    }

    private Set<Integer> ports() {
        Set<Integer> ports = new HashSet<>();
        for (PunchAction action : sent) {
            PunchAction.Probe probe = (PunchAction.Probe) action;
            assertThat(probe.path().remote().address()).isEqualTo(PEER);
            ports.add(probe.path().remote().port());
        }
        return ports;
    }

    @Test
    void blockIsSearchedWithAFewHundredProbes_eachPortOnce() {
        for (int seed = 0; seed < 50; seed++) {
            sent.clear();
            run(volley(20_000, 21_023, 64, seed), new ProbeBudget(counters));
            assertThat(ports()).hasSize(Limits.BLOCK_PROBES).allMatch(port -> port >= 20_000 && port <= 21_023);
        }
    }

    @Test
    void allPorts_takeNoMoreThanTheBudgetASecond() {
        run(volley(1_024, 65_535, 256, 1), new ProbeBudget(counters));
        assertThat(ports()).hasSize(Limits.VOLLEY_PROBES);
        double seconds = (nowNs - Timing.ROUND_PATIENCE_NS) / 1e9;
        assertThat(sent.size())
                .isLessThanOrEqualTo((int) (Limits.PROBES_STEADY_PER_SECOND * seconds) + Limits.PROBES_AT_ONCE);
    }

    @Test
    void oneAddressGetsSoManyInTenMinutes_whateverIsTried() {
        ProbeBudget budget = new ProbeBudget(counters);
        for (int i = 0; i < 10; i++) {
            run(volley(1_024, 65_535, 256, i), budget);
        }
        assertThat(sent).hasSize(Limits.VOLLEY_PROBES_AN_ADDRESS);
    }

    @Test
    void nonsenseIsNoVolley() {
        assertThat(volley(0, 10, 1, 1)).isNull();
        assertThat(volley(20, 10, 1, 1)).isNull();
        assertThat(volley(1, 70_000, 1, 1)).isNull();
        assertThat(volley(-5, -1, 1, 1)).isNull();
        assertThat(volley(1, 65_535, 0, 1)).isNull();
    }
}
