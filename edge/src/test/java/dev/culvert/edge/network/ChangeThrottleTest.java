package dev.culvert.edge.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeThrottleTest {
    private static final long MS = 1_000_000;

    private final ChangeThrottle throttle = new ChangeThrottle();

    @Test
    void theFirst_waitsForItsFlock_andTheyAreToldTogether() {
        assertThat(throttle.dueNs()).isEqualTo(ChangeThrottle.NOTHING);
        throttle.onChange("a", 1, 5 * MS);
        throttle.onChange("b", 1, 50 * MS);
        throttle.onChange("a", 1, 60 * MS);
        assertThat(throttle.dueNs()).isEqualTo(5 * MS + Timing.NETWORK_SETTLE_NS);
        assertThat(throttle.take(throttle.dueNs())).isEqualTo("a, b and 1 more");
        assertThat(throttle.dueNs()).isEqualTo(ChangeThrottle.NOTHING);
    }

    @Test
    void theNext_isNotSoonerThanASecondLater_andNotForgotten() {
        throttle.onChange("a", 1, 0);
        long firstNs = throttle.dueNs();
        throttle.take(firstNs);
        throttle.onChange("b", 1, firstNs + MS);
        assertThat(throttle.dueNs()).isEqualTo(firstNs + Timing.NETWORK_CHANGE_SPACING_NS);
        assertThat(throttle.take(throttle.dueNs())).isEqualTo("b");
        throttle.onChange("c", 1, firstNs + 10_000 * MS);
        assertThat(throttle.dueNs()).isEqualTo(firstNs + 10_000 * MS + Timing.NETWORK_SETTLE_NS);
    }

    @Test
    void aStorm_isToldOnceASecond_inFewWords_andItsLastChangeIsToldToo() {
        List<Long> toldNs = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (long nowNs = 0; nowNs < 10_000 * MS; nowNs += MS) {
            throttle.onChange("change " + nowNs / MS, 1, nowNs);
            if (throttle.dueNs() <= nowNs) {
                toldNs.add(nowNs);
                words.add(throttle.take(nowNs));
            }
        }
        assertThat(toldNs).hasSize(10);
        assertThat(words).allMatch(word -> word.length() < 80);
        assertThat(words.getFirst()).isEqualTo("change 0, change 1, change 2 and 98 more");
        assertThat(throttle.dueNs()).isLessThan(11_000 * MS);
    }

    @Test
    void changesCountedTogether_areCountedOn() {
        throttle.onChange("a", 200, 0);
        throttle.onChange("b", 56, 0);
        assertThat(throttle.take(throttle.dueNs())).isEqualTo("a, b and 254 more");
    }
}
