package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import dev.culvert.edge.punch.ProbeBudget.Use;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** How many probes go to whom. */
class ProbeBudgetTest {
    /** The rate is no limit then. */
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Counters<CounterId> counters = new Counters<>(CounterId.class);
    private final ProbeBudget budget = new ProbeBudget(counters);
    private final ProbeCounts ofManyPeers = new ProbeCounts(Integer.MAX_VALUE);
    private long nowNs = 1;

    private Answer take(Use use, IpAddress address) {
        nowNs += STEP_NS;
        return budget.take(use, 1, address, ofManyPeers, nowNs);
    }

    private int granted(int wanted, IntFunction<IpAddress> address) {
        int granted = 0;
        for (int i = 0; i < wanted; i++) {
            granted += take(Use.STRANGERS_PING, address.apply(i)) == Answer.GRANTED ? 1 : 0;
        }
        return granted;
    }

    private static IpAddress ipv4(int number) {
        return IpAddress.ofIpv4(0xC6_00_00_00 + number);
    }

    @Test
    void addressesOfOneNetwork_areCountedEach_andTogether_andTheRefusedAreCounted() {
        IpAddress one = IpAddress.parse("2001:db8:0:1::1");
        assertThat(granted(100, _ -> one)).isEqualTo(Limits.STRANGER_PROBES);
        assertThat(counters.value(CounterId.PROBES_REFUSED)).isEqualTo(100 - Limits.STRANGER_PROBES);
        assertThat(granted(Limits.STRANGER_NETWORK_PROBES, i -> new IpAddress(one.high(), one.low() + 1 + i)))
                .isEqualTo(Limits.STRANGER_NETWORK_PROBES - Limits.STRANGER_PROBES);
        assertThat(take(Use.STRANGERS_PING, IpAddress.parse("2001:db8:0:2::1"))).isEqualTo(Answer.GRANTED);
    }

    @Test
    void addressesOfIpv4_areCountedEach() {
        assertThat(granted(100, ProbeBudgetTest::ipv4)).isEqualTo(100);
    }

    @Test
    void strangersBeyondThoseThatAreCounted_areRefused_untilTheEldestIsOver() {
        long startNs = nowNs;
        assertThat(granted(Limits.PROBED_ADDRESSES, ProbeBudgetTest::ipv4)).isEqualTo(Limits.PROBED_ADDRESSES);
        assertThat(nowNs - startNs).isLessThan(Timing.PROBE_WINDOW_NS);
        IpAddress another = ipv4(Limits.PROBED_ADDRESSES);
        assertThat(take(Use.STRANGERS_PING, another)).isEqualTo(Answer.REFUSED);
        assertThat(take(Use.STRANGERS_PING, ipv4(0))).as("one that is counted").isEqualTo(Answer.GRANTED);
        nowNs = startNs + STEP_NS + Timing.PROBE_WINDOW_NS;
        assertThat(take(Use.STRANGERS_PING, another)).isEqualTo(Answer.GRANTED);
    }

    @Test
    void observedAddresses_areNotRefused_howeverManyTheyAre() {
        for (int i = 0; i <= Limits.PROBED_ADDRESSES; i++) {
            assertThat(take(Use.OBSERVED, ipv4(i))).isEqualTo(Answer.GRANTED);
        }
        assertThat(counters.value(CounterId.PROBES_REFUSED)).isZero();
    }
}
