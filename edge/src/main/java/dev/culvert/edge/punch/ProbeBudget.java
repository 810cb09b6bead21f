package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
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
        STRANGERS_OPENER(Limits.STRANGER_PROBES, Limits.STRANGER_NETWORK_PROBES, 0),
        /** A ping to such an address. */
        STRANGERS_PING(Limits.STRANGER_PROBES, Limits.STRANGER_NETWORK_PROBES, 0),
        /** An opener towards an address that a supernode has observed, or the peer has answered from; or a ping to it. */
        OBSERVED(Limits.PROBES_AN_ADDRESS, Limits.PROBES_AN_ADDRESS, 0),
        /** One of many to such an address: leaves some to the others. */
        VOLLEY(Limits.VOLLEY_PROBES_AN_ADDRESS, Limits.VOLLEY_PROBES_AN_ADDRESS, Limits.PROBES_KEPT);

        private final int anAddress; // at most
        private final int aNetwork;
        private final int left;

        Use(int anAddress, int aNetwork, int left) {
            this.anAddress = anAddress;
            this.aNetwork = aNetwork;
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

    private record Sites(ProbeCounts addresses, ProbeCounts networks) {
        Sites() {
            this(new ProbeCounts(Limits.PROBED_ADDRESSES), new ProbeCounts(Limits.PROBED_ADDRESSES));
        }

        boolean allow(Use use, int probes, IpAddress address, long nowNs) {
            return addresses.of(address, nowNs) + probes <= use.anAddress
                    && networks.of(network(address), nowNs) + probes <= use.aNetwork;
        }

        boolean hasRoomFor(IpAddress address, long nowNs) {
            return addresses.hasRoomFor(address, nowNs) && networks.hasRoomFor(network(address), nowNs);
        }

        void add(IpAddress address, int probes, long nowNs) {
            addresses.add(address, probes, nowNs);
            networks.add(network(address), probes, nowNs);
        }

        /** An IPv6 /64, all of which somebody has; with IPv4 the address. */
        private static IpAddress network(IpAddress address) {
            return address.isIpv4() ? address : new IpAddress(address.high(), 0);
        }
    }

    private final RateLimit rate = new RateLimit(Limits.PROBES_STEADY_PER_SECOND, Limits.PROBES_AT_ONCE);
    private final Map<Use, Sites> sites = new EnumMap<>(Use.class);
    private final Map<IpAddress, Round> owners = new LinkedHashMap<>();
    private final Counters<CounterId> counters;
    private @Nullable Round opener;

    /** A budget of which nothing is used. */
    public ProbeBudget(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /**
     * Takes some probes to one address, all or none.
     *
     * @param strangers those that the peer has named
     */
    Answer take(Use use, int probes, IpAddress address, ProbeCounts strangers, long nowNs) {
        Sites counted = sites.computeIfAbsent(use.counted(), _ -> new Sites());
        boolean nameable =
                !use.isStrangers() || (strangers.hasRoomFor(address, nowNs) && counted.hasRoomFor(address, nowNs));
        if (!nameable || !counted.allow(use, probes, address, nowNs)) {
            counters.add(CounterId.PROBES_REFUSED, probes);
            return Answer.REFUSED;
        }
        if (!rate.allows(probes, use.left, nowNs)) {
            return Answer.LATER;
        }
        counted.add(address, probes, nowNs); // what is forgotten is over, or not a stranger's: supernodes observe few
        if (use.isStrangers()) {
            strangers.add(address, probes, nowNs);
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
