package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was found out about the NATs before an edge. Immutable.
 *
 * @param natClass what they do; of IPv4's where an IPv4 server answered, else of IPv6's
 * @param observations where servers saw the main port, the fastest first
 * @param depth how many routers away the last NAT is: 0 without one; empty if no router told
 * @param own the host's addresses that were compared with
 * @param silent servers that were asked and did not answer
 * @param onlySupernodes whether supernodes answered, and none of the other servers, which were asked
 * @param complete whether all tests have ended since the network changed; then no observation means that UDP does not
 *     pass
 * @param took how long that was, from the last beginning until all tests had ended; empty before
 */
public record NatReport(
        NatClass natClass,
        List<Observation> observations,
        Optional<Integer> depth,
        List<IpAddress> own,
        List<Endpoint> silent,
        boolean onlySupernodes,
        boolean complete,
        Optional<Duration> took) {
    /** Before anything is known. */
    public static final NatReport NONE = new NatReport(
            NatClass.UNKNOWN, List.of(), Optional.empty(), List.of(), List.of(), false, false, Optional.empty());

    /** Copies the lists. */
    public NatReport {
        observations = List.copyOf(observations);
        own = List.copyOf(own);
        silent = List.copyOf(silent);
    }

    /** Where servers saw the main port, each endpoint once. */
    public List<Endpoint> mapped() {
        return observations.stream().map(Observation::mapped).distinct().toList();
    }

    /** Whether any server answered. */
    public boolean isReached() {
        return !observations.isEmpty();
    }

    /** Whether it says something that an earlier one did not: round trips, a duration and a rate that has changed are no news. */
    boolean isNewsAfter(NatReport earlier) {
        return !natClass.isAlike(earlier.natClass)
                || !depth.equals(earlier.depth)
                || isReached() != earlier.isReached()
                || onlySupernodes != earlier.onlySupernodes
                || complete != earlier.complete
                // Behind another NAT each server sees, and each time, what it sees.
                || (!natClass.mapping().isDependent() && !Set.copyOf(mapped()).equals(Set.copyOf(earlier.mapped())));
    }
}
