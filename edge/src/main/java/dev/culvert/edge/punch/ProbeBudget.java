package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.time.Timing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many probes the whole edge sends, whatever its peers name: so that no member can aim it at a stranger. Conductor
 * thread.
 */
public final class ProbeBudget {
    /** Addresses whose probes are counted; beyond it the oldest is forgotten, which a second's budget cannot reach soon. */
    private static final int ADDRESSES = 4_096;

    private static final class Count {
        private final long sinceNs;
        private int probes;

        Count(long sinceNs) {
            this.sinceNs = sinceNs;
        }
    }

    private final RateLimit rate = new RateLimit(Timing.PROBES_PER_SECOND, Timing.PROBES_AT_ONCE);
    private final Map<IpAddress, Count> strangers = new LinkedHashMap<>();
    private final Map<IpAddress, Count> volleys = new LinkedHashMap<>();
    private final Map<IpAddress, Punch> owners = new LinkedHashMap<>();

    /** Takes one of the edge's probes of this second; false if there is none left. */
    boolean takeProbe(long nowNs) {
        return rate.allows(nowNs);
    }

    /** Takes one of the few probes to an address that only a peer has named; false if there is none left. */
    boolean takeStranger(IpAddress address, long nowNs) {
        return take(strangers, address, Timing.STRANGER_PROBES, nowNs);
    }

    /** Takes a probe of a volley to an address that a supernode has observed; false if there is none left. */
    boolean takeVolley(IpAddress address, long nowNs) {
        return take(volleys, address, Timing.VOLLEY_PROBES_AN_ADDRESS, nowNs);
    }

    private static boolean take(Map<IpAddress, Count> counts, IpAddress address, int most, long nowNs) {
        Count count = counts.get(address);
        if (count == null || nowNs - count.sinceNs >= Timing.PROBE_WINDOW_NS) {
            counts.remove(address);
            count = new Count(nowNs);
            counts.put(address, count);
            if (counts.size() > ADDRESSES) {
                counts.remove(counts.keySet().iterator().next());
            }
        }
        if (count.probes >= most) {
            return false;
        }
        count.probes++;
        return true;
    }

    /** Whether nobody else sends a volley to this address; it is the asker's until {@link #endVolley}. */
    boolean beginVolley(IpAddress address, Punch owner) {
        @Nullable Punch present = owners.putIfAbsent(address, owner);
        return present == null || present == owner;
    }

    void endVolley(Punch owner) {
        owners.values().removeIf(present -> present == owner);
    }
}
