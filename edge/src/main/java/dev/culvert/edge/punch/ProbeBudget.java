package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.time.Timing;
import java.util.EnumMap;
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

    /** What a probe is. */
    enum Use {
        /** An opener towards an address that only a peer has named. */
        STRANGERS_OPENER(Limits.STRANGER_PROBES, 0),
        /** A ping to such an address. */
        STRANGERS_PING(Limits.STRANGER_PROBES, 0),
        /** An opener towards an address that a supernode has observed, or the peer has answered from; or a ping to it. */
        OBSERVED(Limits.PROBES_AN_ADDRESS, 0),
        /** One of many to such an address: leaves some to the others. */
        VOLLEY(Limits.VOLLEY_PROBES_AN_ADDRESS, Limits.PROBES_KEPT);

        private final int most;
        private final int left;

        Use(int most, int left) {
            this.most = most;
            this.left = left;
        }

        /** Whose count it is in. */
        private Use counted() {
            return this == VOLLEY ? OBSERVED : this;
        }
    }

    /** Whether a probe may go out. */
    enum Answer {
        /** It may, and counts. */
        GRANTED,
        /** Not now: the edge has sent too many in the last moment. */
        LATER,
        /** Not to this address any more. */
        REFUSED
    }

    private static final class Count {
        private final long sinceNs;
        private int probes;

        Count(long sinceNs) {
            this.sinceNs = sinceNs;
        }
    }

    private final RateLimit rate = new RateLimit(Limits.PROBES_STEADY_PER_SECOND, Limits.PROBES_AT_ONCE);
    private final Map<Use, Map<IpAddress, Count>> counts = new EnumMap<>(Use.class);
    private final Map<IpAddress, Round> owners = new LinkedHashMap<>();
    private @Nullable Round opener;

    /** Takes some probes to one address, all or none. */
    Answer take(Use use, int probes, IpAddress address, long nowNs) {
        Map<IpAddress, Count> addresses = counts.computeIfAbsent(use.counted(), _ -> new LinkedHashMap<>());
        Count count = addresses.get(address);
        if (count == null || nowNs - count.sinceNs >= Timing.PROBE_WINDOW_NS) {
            addresses.remove(address);
            count = new Count(nowNs);
        }
        if (count.probes + probes > use.most) {
            return Answer.REFUSED;
        }
        if (!rate.allows(probes, use.left, nowNs)) {
            return Answer.LATER;
        }
        count.probes += probes;
        if (addresses.putIfAbsent(address, count) == null && addresses.size() > ADDRESSES) {
            addresses.remove(addresses.keySet().iterator().next());
        }
        return Answer.GRANTED;
    }

    /** Whether nobody else sends a volley to this address; it is the asker's until {@link #end}. */
    boolean beginVolley(IpAddress address, Round owner) {
        @Nullable Round present = owners.putIfAbsent(address, owner);
        return present == null || present == owner;
    }

    /** Whether nobody opens many ports. */
    boolean mayOpenPorts() {
        return opener == null;
    }

    /** Whether nobody else opens many ports; that is the asker's until {@link #end} or {@link #endPorts}. */
    boolean beginPorts(Round owner) {
        if (opener == null) {
            opener = owner;
        }
        return opener == owner;
    }

    /** The round does not open many ports. */
    void endPorts(Round owner) {
        opener = opener == owner ? null : opener;
    }

    /** A round is over. */
    void end(Round owner) {
        endPorts(owner);
        owners.values().removeIf(present -> present == owner);
    }
}
