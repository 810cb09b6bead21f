package dev.culvert.system.bench;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured, and how long. Immutable.
 *
 * @param variants in the order of the tables
 * @param measures those that were asked for, of each variant alike; none if each has its usual ones
 * @param seconds of each measurement
 * @param warmUpSeconds how long what warms up is used before, each way
 */
record Plan(List<Variant> variants, Optional<Set<Measure>> measures, int rounds, int seconds, int warmUpSeconds) {
    private static final double START_SECONDS = 3;

    /** Copies the list. */
    Plan {
        variants = List.copyOf(variants);
    }

    /** What is measured of a variant. A cable needs no start, so it has no first second. */
    Set<Measure> of(Variant variant) {
        Collection<Measure> wanted = measures.orElse(variant.usual());
        EnumSet<Measure> set = EnumSet.noneOf(Measure.class);
        set.addAll(wanted);
        if (variant.tunnel().equals(Variant.VETH)) {
            set.remove(Measure.FIRST_SECOND);
        }
        return set;
    }

    /** All that is measured of any. */
    Set<Measure> all() {
        EnumSet<Measure> all = EnumSet.noneOf(Measure.class);
        variants.forEach(variant -> all.addAll(of(variant)));
        return all;
    }

    /** How long it will take, about; what is left out takes no time. */
    double estimatedSeconds() {
        return variants.stream().mapToDouble(this::estimatedSeconds).sum();
    }

    private double estimatedSeconds(Variant variant) {
        double round = of(variant).stream()
                .mapToDouble(measure -> measure.estimatedSeconds(seconds))
                .sum();
        return START_SECONDS + 2 * warmUpSeconds(variant) + rounds * round;
    }

    /** How long a variant is used before, each way: what does not warm up no longer than to have been used. */
    int warmUpSeconds(Variant variant) {
        return variant.warmsUp() ? warmUpSeconds : Math.min(1, warmUpSeconds);
    }
}
