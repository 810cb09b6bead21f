package dev.culvert.edge.path;

import dev.culvert.common.time.Timing;
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
        return earlier && !present.isClearlyBetter(way, nowNs) ? "its kind is better" : null;
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
     * By what data goes as well: the next one, while the one in use is in doubt, or was not heard for long; the one before
     * until it has proved itself.
     */
    static @Nullable Way mirror(List<Way> ways, Way used, @Nullable Way before, long nowNs) {
        if (used.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS || isLongUnheard(used, nowNs)) {
            return best(ways.stream().filter(way -> way != used).toList(), nowNs);
        }
        return before;
    }

    /** The first packets after a pause may find that a NAT has forgotten a direct path. */
    private static boolean isLongUnheard(Way way, long nowNs) {
        return way.isDirect() && !way.pings().answeredWithin(Timing.PATH_UNHEARD_NS, nowNs);
    }
}
