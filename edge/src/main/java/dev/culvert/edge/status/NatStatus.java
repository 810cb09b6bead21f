package dev.culvert.edge.status;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the NATs before an edge do, at one moment. Immutable.
 *
 * @param mapping how outer ports are chosen (RFC 4787)
 * @param filtering whose packets come in
 * @param hairpin whether hosts behind it reach each other by its outer address
 * @param classic RFC 3489's name of such a NAT
 * @param allocation how ports are chosen where that depends on the remote, in words; "" where it does not
 * @param mapped where servers see the edge's port, the fastest one's first
 * @param depth how many routers away the last NAT is, if known
 * @param detectionMs how long it took to find out, from the last beginning until all tests had ended; empty before
 */
public record NatStatus(
        Mapping mapping,
        Filtering filtering,
        Hairpin hairpin,
        String classic,
        String allocation,
        List<Endpoint> mapped,
        Optional<Integer> depth,
        Optional<Long> detectionMs) {

    /** Copies the list. */
    public NatStatus {
        mapped = List.copyOf(mapped);
    }

    /** What a detector has found out. */
    public static NatStatus of(NatReport report) {
        return new NatStatus(
                report.natClass().mapping(),
                report.natClass().filtering(),
                report.natClass().hairpin(),
                report.natClass().classicName(),
                report.natClass().mapping().isDependent()
                        ? words(report.natClass().allocation())
                        : "",
                report.mapped(),
                report.depth(),
                report.took().map(Duration::toMillis));
    }

    private static String words(Allocation allocation) {
        return switch (allocation) {
            case Allocation.Unknown() -> "unknown";
            case Allocation.Random() -> "random";
            case Allocation.Block block -> "random in the block " + block.first() + "-" + block.last();
            case Allocation.Sequential(int step, double rate) ->
                String.format(Locale.ROOT, "sequential, step %+d, others use %.0f a second", step, rate);
        };
    }
}
