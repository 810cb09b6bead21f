package dev.culvert.edge.path;

import dev.culvert.common.time.Limits;

/** How many pings of how many were lost. Immutable. */
record Loss(int lost, int pings) {
    /** In percent; 0 where nothing was counted. */
    int percent() {
        return pings == 0 ? 0 : 100 * lost / pings;
    }

    /** Whether it is less by so much that it hardly is by chance: both have counted enough. */
    boolean isClearlyLessThan(Loss other) {
        if (pings < Limits.PATH_LOSS_PINGS || other.pings < Limits.PATH_LOSS_PINGS) {
            return false;
        }
        double difference = (double) other.lost / other.pings - (double) lost / pings;
        double both = (double) (lost + other.lost) / (pings + other.pings);
        double deviation = Math.sqrt(both * (1 - both) * (1.0 / pings + 1.0 / other.pings)); // of the difference
        return 100 * difference >= Limits.PATH_BETTER_LOSS_PERCENT
                && difference >= Limits.PATH_BETTER_LOSS_DEVIATIONS * deviation;
    }
}
