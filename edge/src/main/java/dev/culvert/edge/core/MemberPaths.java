package dev.culvert.edge.core;

import dev.culvert.common.path.Path;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.punch.Verdict;
import java.util.List;

/**
 * The paths to another edge at one moment. Immutable.
 *
 * @param verdict why it is on the path it is on
 * @param withheld whether packets wait although there is a relay, which must not carry them
 * @param strategy what was tried last, "" before the first try
 * @param peersNat as it says
 */
public record MemberPaths(
        Verdict verdict,
        boolean withheld,
        String strategy,
        NatClass peersNat,
        List<PathReport> paths,
        List<PathChange> changes) {
    /** Those of a member. {@code mayRelay}: whether packets may go over a supernode. */
    static MemberPaths of(Member member, Verdict verdict, boolean mayRelay, long nowNs) {
        Path active = member.paths().active();
        return new MemberPaths(
                verdict,
                !mayRelay && active != null && active.isRelayed(),
                member.punch().strategy().orElse(""),
                member.punch().peersNat(),
                member.paths().report(nowNs).stream()
                        .map(path -> carries(path.path(), mayRelay) ? path : path.unused())
                        .toList(),
                member.paths().changes().stream()
                        .map(change ->
                                change.path() == null || carries(change.path(), mayRelay) ? change : change.toNone())
                        .toList());
    }

    private static boolean carries(Path path, boolean mayRelay) {
        return mayRelay || !path.isRelayed();
    }

    /** Code and words of the verdict, and what it means for packets. */
    public String words() {
        return withheld ? verdict + "; packets wait for a direct path (--path direct)" : verdict.toString();
    }
}
