package dev.culvert.system.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Nearest rank: a percentile is always one of the values. Pure. */
public final class Percentile {
    private Percentile() {}

    /** The value that this many per cent of all do not exceed; none of none. */
    public static Optional<Double> of(Stream<Double> values, double percent) {
        List<Double> sorted = values.sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(Math.max(1, rank) - 1));
    }
}
