package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
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

        /** Whether any peer can name as many addresses as it likes. */
        private boolean isStrangers() {
            return this == STRANGERS_OPENER || this == STRANGERS_PING;
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

        boolean isOver(long nowNs) {
            return nowNs - sinceNs >= Timing.PROBE_WINDOW_NS;
        }
    }

    private final RateLimit rate = new RateLimit(Limits.PROBES_STEADY_PER_SECOND, Limits.PROBES_AT_ONCE);
    private final Map<Use, Map<IpAddress, Count>> counts = new EnumMap<>(Use.class);
    private final Map<IpAddress, Round> owners = new LinkedHashMap<>();
    private final Counters<CounterId> counters;
    private @Nullable Round opener;

    /** A budget of which nothing is used. */
    public ProbeBudget(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /** Takes some probes to one address, all or none. */
    Answer take(Use use, int probes, IpAddress address, long nowNs) {
        Map<IpAddress, Count> sites = counts.computeIfAbsent(use.counted(), _ -> new LinkedHashMap<>());
        IpAddress site = site(address);
        Count count = sites.get(site);
        if (count == null || count.isOver(nowNs)) {
            sites.remove(site);
            count = new Count(nowNs);
        }
        if (count.probes + probes > use.most || (use.isStrangers() && !sites.containsKey(site) && isFull(sites, nowNs))) {
            counters.add(CounterId.PROBES_REFUSED, probes);
            return Answer.REFUSED;
        }
        if (!rate.allows(probes, use.left, nowNs)) {
            return Answer.LATER;
        }
        count.probes += probes;
        if (sites.putIfAbsent(site, count) == null && sites.size() > Limits.PROBED_ADDRESSES) {
            sites.remove(sites.keySet().iterator().next()); // over, or not a stranger's: supernodes observe few
        }
        return Answer.GRANTED;
    }

    /** Whose probes are counted together: an IPv4 address, or an IPv6 /64, of which somebody has all. */
    private static IpAddress site(IpAddress address) {
        return address.isIpv4() ? address : new IpAddress(address.high(), 0);
    }

    /** Whether no count may be forgotten; they are in the order of their beginning. */
    private static boolean isFull(Map<IpAddress, Count> sites, long nowNs) {
        return sites.size() >= Limits.PROBED_ADDRESSES
                && !sites.values().iterator().next().isOver(nowNs);
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
