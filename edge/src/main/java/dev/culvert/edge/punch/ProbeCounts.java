package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Timing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many probes went to each of some places, for {@link Timing#PROBE_WINDOW_NS} from the first on. Conductor thread. */
final class ProbeCounts {
    private static final class Count {
        private final long sinceNs;
        private int probes;

        Count(long sinceNs) {
            this.sinceNs = sinceNs;
        }

        boolean isOver(long nowNs) {
            return nowNs - sinceNs >= Timing.PROBE_WINDOW_NS;
        }
    }

    private final int places;
    private final Map<IpAddress, Count> counts = new LinkedHashMap<>(); // in the order of their beginning

    /** Of so many places at a time. */
    ProbeCounts(int places) {
        this.places = places;
    }

    /** How many went there. */
    int of(IpAddress place, long nowNs) {
        Count count = present(place, nowNs);
        return count == null ? 0 : count.probes;
    }

    /** Whether it can be counted without another being forgotten. */
    boolean hasRoomFor(IpAddress place, long nowNs) {
        return counts.size() < places
                || present(place, nowNs) != null
                || counts.values().iterator().next().isOver(nowNs);
    }

    /** So many go there; if there is no room, the eldest place is forgotten. */
    void add(IpAddress place, int probes, long nowNs) {
        Count count = present(place, nowNs);
        if (count == null) {
            count = new Count(nowNs);
            counts.remove(place);
            counts.put(place, count);
            if (counts.size() > places) {
                counts.remove(counts.keySet().iterator().next());
            }
        }
        count.probes += probes;
    }

    private @Nullable Count present(IpAddress place, long nowNs) {
        Count count = counts.get(place);
        return count == null || count.isOver(nowNs) ? null : count;
    }
}
