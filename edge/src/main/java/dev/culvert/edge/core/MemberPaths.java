package dev.culvert.edge.core;

import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.punch.Verdict;
import java.util.List;

/**
 * The paths to another edge at one moment. Immutable.
 *
 * @param verdict why it is on the path it is on
 * @param strategy what was tried last, "" before the first try
 * @param peersNat as it says
 */
public record MemberPaths(
        Verdict verdict, String strategy, NatClass peersNat, List<PathReport> paths, List<PathChange> changes) {}
