package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.NatClass;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VolleyScheduleTest {
    private final VolleySchedule volleys = new VolleySchedule();
    private final FakeNetwork network = new FakeNetwork();

    @Test
    void threeAtOnce_thenOneAtATime() {
        for (int i = 0; i < Limits.VOLLEYS; i++) {
            assertThat(volleys.hasMore()).isTrue();
            assertThat(volleys.mayBegin(1)).isTrue();
            volleys.begin(1);
        }
        assertThat(volleys.hasMore()).isFalse();
        assertThat(volleys.mayBegin(Timing.VOLLEY_SPACING_NS)).isFalse();
        assertThat(volleys.mayBegin(Timing.VOLLEY_SPACING_NS + 1)).isTrue();
    }

    @Test
    void noneWhileEitherEndReachesSupernodesOnly() {
        network.onlySupernode = true;
        assertNone(offer(false));
        network.onlySupernode = false;
        assertNone(offer(true));
        volleys.consider(network, offer(false));
        assertThat(volleys.mayBegin(1)).isTrue();
    }

    private void assertNone(Offer its) {
        volleys.consider(network, its);
        assertThat(volleys.hasMore()).isFalse();
        assertThat(volleys.mayBegin(1)).isFalse();
    }

    /** As the peer reads it. */
    private static Offer offer(boolean onlySupernode) {
        return Offer.read(new Offer(1, NatClass.UNKNOWN, List.of(), false, onlySupernode).toMessage());
    }
}
