package dev.culvert.edge.punch;

import java.util.random.RandomGenerator;

/**
 * What the rounds with one peer are made with.
 *
 * @param budget the whole edge's
 * @param ports the peer's
 * @param observed where supernodes see it
 * @param volleys when some are worth it
 */
record Means(
        OwnNetwork network,
        ProbeBudget budget,
        RandomGenerator random,
        ExtraPorts ports,
        Observations observed,
        VolleySchedule volleys) {
    Allowance allowance() {
        return new Allowance(budget, observed);
    }
}
