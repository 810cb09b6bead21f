package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FatesTest {
    private static final int PACKETS = 100_000;
    private static final long GAP_NS = 1_000_000;
    private static final long START_NS = Long.MAX_VALUE - 50 * GAP_NS; // the clock wraps on the way

    /** The delay of each delivery of each packet; an empty list is a lost packet. */
    private static List<List<Long>> delays(long seed, Impairment impairment, int packets, int length) {
        Fates fates = new Fates(seed);
        return IntStream.range(0, packets)
                .mapToObj(i -> {
                    long nowNs = START_NS + i * GAP_NS;
                    return Arrays.stream(fates.of(impairment, nowNs, length))
                            .mapToObj(dueNs -> dueNs - nowNs)
                            .toList();
                })
                .toList();
    }

    private static double share(List<List<Long>> delays, int deliveries) {
        return delays.stream().filter(each -> each.size() == deliveries).count() / (double) delays.size();
    }

    @Test
    void sameSeed_sameFates() {
        Impairment harsh = Impairment.NONE
                .delay(Duration.ofMillis(20))
                .jitter(Duration.ofMillis(5))
                .loss(0.1)
                .duplication(0.05)
                .reordering(0.1, Duration.ofMillis(7));
        assertThat(delays(1, harsh, PACKETS, 100)).isEqualTo(delays(1, harsh, PACKETS, 100));
        assertThat(delays(1, harsh, PACKETS, 100)).isNotEqualTo(delays(2, harsh, PACKETS, 100));
    }

    @Test
    void changingTheImpairment_leavesTheLaterFatesAsTheyWere() {
        Impairment lossy = Impairment.NONE.loss(0.5);
        Fates changed = new Fates(7);
        Fates steady = new Fates(7);
        for (int i = 0; i < 100; i++) {
            changed.of(Impairment.NONE.duplication(0.5), START_NS, 100);
            steady.of(lossy, START_NS, 100);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(changed.of(lossy, START_NS, 100)).isEqualTo(steady.of(lossy, START_NS, 100));
        }
    }

    @Test
    void none_deliversEverythingAtOnce() {
        assertThat(delays(1, Impairment.NONE, 1000, 1500))
                .allSatisfy(each -> assertThat(each).containsExactly(0L));
    }

    @Test
    void cut_deliversNothing() {
        assertThat(share(delays(1, Impairment.CUT, 1000, 100), 0)).isEqualTo(1);
    }

    @Test
    void lossAndDuplication_hitTheirShares() {
        List<List<Long>> delays = delays(3, Impairment.NONE.loss(0.1).duplication(0.02), PACKETS, 100);
        assertThat(share(delays, 0)).isCloseTo(0.1, within(0.003));
        assertThat(share(delays, 2)).isCloseTo(0.9 * 0.02, within(0.002));
    }

    @Test
    void jitter_spreadsTheDelayAndKeepsTheOrder() {
        Impairment jittery = Impairment.NONE.delay(Duration.ofMillis(20)).jitter(Duration.ofMillis(4));
        List<Long> delays =
                delays(4, jittery, PACKETS, 100).stream().map(List::getFirst).toList();
        assertThat(delays).allMatch(delay -> delay >= 20_000_000 && delay < 24_000_000);
        assertThat(delays.stream().mapToLong(delay -> delay).max().orElseThrow())
                .isGreaterThan(23_500_000);
        for (int i = 1; i < delays.size(); i++) {
            assertThat(delays.get(i) + GAP_NS).isGreaterThanOrEqualTo(delays.get(i - 1));
        }
    }

    @Test
    void reordering_letsLaterPacketsOvertake() {
        List<List<Long>> delays = delays(5, Impairment.NONE.reordering(0.1, Duration.ofMillis(3)), PACKETS, 100);
        long heldBack =
                delays.stream().filter(each -> each.getFirst() == 3_000_000).count();
        assertThat(heldBack / (double) PACKETS).isCloseTo(0.1, within(0.003));
        assertThat(delays.stream().filter(each -> each.getFirst() == 0).count()).isEqualTo(PACKETS - heldBack);
    }

    @Test
    void rate_spacesPacketsAndDropsWhenTheQueueIsFull() {
        Fates fates = new Fates(6);
        Impairment oneMegabit = Impairment.NONE.rate(1_000_000); // 1,250 bytes take 10 ms
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Arrays.stream(fates.of(oneMegabit, START_NS, 1250)).forEach(each -> due.add(each - START_NS));
        }
        assertThat(due).hasSize(11).startsWith(10_000_000L, 20_000_000L).endsWith(110_000_000L);
    }

    @Test
    void impairment_refusesWhatIsNoShare() {
        assertThatThrownBy(() -> Impairment.NONE.loss(1.5)).hasMessageContaining("1.5 is not a share");
        assertThatThrownBy(() -> Impairment.NONE.delay(Duration.ofMillis(-1))).hasMessageContaining("negative");
    }
}
