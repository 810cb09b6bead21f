package dev.culvert.system.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PercentileTest {
    @Test
    void percentile_isTheNearestRank() {
        List<Double> hundred =
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList();
        assertThat(Percentile.of(hundred.reversed().stream(), 99)).contains(99.0);
        assertThat(Percentile.of(hundred.stream(), 50)).contains(50.0);
        assertThat(Percentile.of(Stream.of(7.0), 1)).contains(7.0);
        assertThat(Percentile.of(Stream.of(), 50)).isEqualTo(Optional.empty());
    }
}
