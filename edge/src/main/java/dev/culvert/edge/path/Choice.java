package dev.culvert.edge.path;

import dev.culvert.common.path.Path;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of two paths is better. */
final class Choice {
    private Choice() {}

    /** Why one that works is preferred to the one in use, or null. */
    static @Nullable String reason(Way way, Way present, long nowNs) {
        if (!present.isDirect()) {
            return "a direct path answers";
        }
        if (way.isBetterForLong(present, nowNs)) {
            return "it is faster, or loses less";
        }
        boolean earlier = way.kind().compareTo(present.kind()) < 0;
        return earlier && !way.wasWorseLately(present, nowNs) ? "its kind is better" : null;
    }

    /** Whether there are any, and none has answered for so long that the peer may have lost its keys. */
    static boolean areAllSilent(List<Way> ways, long nowNs) {
        return !ways.isEmpty()
                && ways.stream().noneMatch(way -> way.pings().answeredWithin(Timing.PATHS_SILENT_NS, nowNs));
    }

    /** Of those that may carry data the direct ones first, then the one that answered last. */
    static @Nullable Way best(List<Way> ways, long nowNs) {
        Way best = null;
        for (Way way : ways) {
            if (way.isUsable() && (best == null || isPreferred(way, best, nowNs))) {
                best = way;
            }
        }
        return best;
    }

    private static boolean isPreferred(Way way, Way other, long nowNs) {
        boolean answers = way.pings().silentNs(nowNs) == 0;
        boolean otherAnswers = other.pings().silentNs(nowNs) == 0;
        if (answers != otherAnswers) {
            return answers;
        }
        return way.isDirect() == other.isDirect() ? way.answeredAfter(other) : way.isDirect();
    }

    /**
     * By what data goes as well: while the one in use is in doubt, or was not heard for long, the next one, but not a direct
     * one that was not heard for long either if there is another; the one before until it has proved itself. The present
     * mirror stays while it answers: of two that do, neither is better.
     */
    static @Nullable Way mirror(List<Way> ways, Way used, @Nullable Path present, @Nullable Way before, long nowNs) {
        boolean doubted = used.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS || isLongUnheard(used, nowNs);
        return doubted ? beside(used, ways, present, nowNs) : before;
    }

    private static @Nullable Way beside(Way used, List<Way> ways, @Nullable Path present, long nowNs) {
        List<Way> others = ways.stream().filter(way -> way != used).toList();
        List<Way> sure =
                others.stream().filter(way -> !isLongUnheard(way, nowNs)).toList();
        for (Way way : sure) {
            if (way.path().equals(present) && way.isUsable() && way.pings().silentNs(nowNs) == 0) {
                return way;
            }
        }
        Way best = best(sure, nowNs);
        return best == null ? best(others, nowNs) : best;
    }

    /** Whether one more direct path is tried: not where there are spares enough, unless it is of a better kind. */
    static boolean isWanted(CandidateKind kind, List<Way> ways, @Nullable Way used) {
        List<Way> direct = ways.stream().filter(Way::isDirect).toList();
        boolean enough = used != null
                && used.isDirect()
                && kind.compareTo(used.kind()) >= 0
                && direct.stream().filter(Way::isUsable).count() > Limits.PATH_SPARES;
        return !enough && direct.size() < Limits.DIRECT_PATHS;
    }

    /** Spare direct paths beyond those that are of any use; not those that the peer sends by. */
    static List<Way> excess(List<Way> ways, Way used, long nowNs) {
        return ways.stream()
                .filter(way -> way != used && way.isDirect() && way.isUsable())
                .sorted(Comparator.comparing((Way way) -> !way.isUsedByPeer(nowNs))
                        .thenComparing(way -> way.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS)
                        .thenComparing(Way::kind)
                        .thenComparingLong(way -> way.pings().smoothedNs()))
                .skip(Limits.PATH_SPARES)
                .filter(way -> !way.isUsedByPeer(nowNs))
                .toList();
    }

    /** The first packets after a pause may find that a NAT has forgotten a direct path. */
    private static boolean isLongUnheard(Way way, long nowNs) {
        return way.isDirect() && !way.isHeard(nowNs);
    }
}
