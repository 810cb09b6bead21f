package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import dev.culvert.edge.punch.ProbeBudget.Use;

/** Which probes may go to the addresses of one peer. */
record Allowance(ProbeBudget budget, Observations observed) {
    Answer opener(IpAddress address, long nowNs) {
        return budget.take(observed.isProven(address) ? Use.OBSERVED : Use.STRANGERS_OPENER, 1, address, nowNs);
    }

    /** So many pings at once, all or none. */
    Answer pings(int pings, IpAddress address, long nowNs) {
        return budget.take(observed.isProven(address) ? Use.OBSERVED : Use.STRANGERS_PING, pings, address, nowNs);
    }

    /** One of many, openers or pings, to an address that a supernode has observed. */
    Answer volley(IpAddress address, long nowNs) {
        return budget.take(Use.VOLLEY, 1, address, nowNs);
    }
}
