package dev.culvert.system.bench;

import dev.culvert.system.report.Percentile;
import java.util.Collections;
import java.util.List;

/**
 * One figure over all rounds: the names of these fields are those of the JSON. Immutable.
 *
 * @param median itself one of the values: the lower of the two in the middle
 * @param all in the order measured
 */
record Summary(double median, double min, double max, List<Double> all) {
    /** Copies the list. */
    Summary {
        all = List.copyOf(all);
    }

    /** Of at least one value. */
    static Summary of(List<Double> values) {
        return new Summary(
                Percentile.of(values.stream(), 50).orElseThrow(),
                Collections.min(values),
                Collections.max(values),
                values);
    }
}
