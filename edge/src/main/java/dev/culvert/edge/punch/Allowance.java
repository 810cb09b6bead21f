package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import dev.culvert.edge.punch.ProbeBudget.Use;

/**
 * Which probes may go to the addresses of one peer.
 *
 * @param budget the whole edge's
 * @param observed where it is seen
 * @param strangers other addresses that it has named
 */
record Allowance(ProbeBudget budget, Observations observed, ProbeCounts strangers) {
    /** Of which nothing is used. */
    Allowance(ProbeBudget budget, Observations observed) {
        this(budget, observed, new ProbeCounts(Limits.STRANGERS));
    }

    Answer opener(IpAddress address, long nowNs) {
        return budget.take(
                observed.isProven(address) ? Use.OBSERVED : Use.STRANGERS_OPENER, 1, address, strangers, nowNs);
    }

    /** So many pings at once, all or none. */
    Answer pings(int pings, IpAddress address, long nowNs) {
        return budget.take(
                observed.isProven(address) ? Use.OBSERVED : Use.STRANGERS_PING, pings, address, strangers, nowNs);
    }

    /** One of many, openers or pings, to an address that a supernode has observed. */
    Answer volley(IpAddress address, long nowNs) {
        return budget.take(Use.VOLLEY, 1, address, strangers, nowNs);
    }
}
