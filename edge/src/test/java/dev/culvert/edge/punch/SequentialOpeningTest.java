package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.time.Limits;
import org.junit.jupiter.api.Test;

class SequentialOpeningTest {
    @Test
    void openersPortIsTheOneBetween() {
        assertThat(SequentialOpening.between(20_000, 20_002, 1)).containsExactly(20_001);
        assertThat(SequentialOpening.between(20_004, 20_000, -2)).containsExactly(20_002);
    }

    @Test
    void othersThatTookPorts_makeItMore_theMiddleFirst() {
        assertThat(SequentialOpening.between(20_000, 20_006, 1))
                .containsExactly(20_003, 20_004, 20_002, 20_005, 20_001);
    }

    @Test
    void withoutRoomBetween_theNeighborsAreTried() {
        assertThat(SequentialOpening.between(20_000, 20_000, 1))
                .startsWith(20_001, 19_999)
                .hasSize(40);
        assertThat(SequentialOpening.between(20_000, 60_000, 1)).startsWith(20_001, 19_999);
    }

    @Test
    void portsAreAlwaysPorts_andNotTooMany() {
        for (int from = 1; from <= 65_535; from += 257) {
            for (int step : new int[] {-3, -1, 1, 2, 64}) {
                for (int span = -300; span <= 300; span += 7) {
                    int to = Math.clamp(from + span, 1, 65_535);
                    assertThat(SequentialOpening.between(from, to, step))
                            .hasSizeLessThanOrEqualTo(Limits.SEQUENTIAL_PORTS)
                            .allMatch(port -> port >= 1 && port <= 65_535);
                }
            }
        }
    }
}
