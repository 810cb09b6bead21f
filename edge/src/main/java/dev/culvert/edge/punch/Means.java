package dev.culvert.edge.punch;

import java.util.random.RandomGenerator;

/**
 * What the rounds with one peer are made with.
 *
 * @param budget the whole edge's
 * @param ports the peer's
 * @param observed where supernodes see it
 * @param volleys when some are worth it
 * @param allowance the peer's part of the budget
 */
record Means(
        OwnNetwork network,
        ProbeBudget budget,
        RandomGenerator random,
        ExtraPorts ports,
        Observations observed,
        VolleySchedule volleys,
        Allowance allowance) {
    /** With an allowance of which nothing is used. */
    Means(
            OwnNetwork network,
            ProbeBudget budget,
            RandomGenerator random,
            ExtraPorts ports,
            Observations observed,
            VolleySchedule volleys) {
        this(network, budget, random, ports, observed, volleys, new Allowance(budget, observed));
    }
}
