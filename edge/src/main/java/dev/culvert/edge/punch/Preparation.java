package dev.culvert.edge.punch;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an edge does in a round before it says where it is: a fresh port is opened, and a server asked where it sees it.
 *
 * <ul>
 *   <li>After a round in vain: the port may be used in place of one that was spoiled.
 *   <li>Behind a NAT that gives ports one after the other, if the peer's may be such a one, too: it shows how far the NAT
 *       is, and so which port it will give soon. Both ends name such a port, their *aim*; see {@link AimedOpening}.
 * </ul>
 */
final class Preparation {
    private static final int MAX_PORT = 65_535;

    private @Nullable UdpPort fresh;
    private @Nullable Endpoint named;
    private int aimed;
    private boolean waiting;

    private Preparation() {}

    /** Nothing. */
    static Preparation none() {
        return new Preparation();
    }

    /**
     * Begins, if there is something to do.
     *
     * @param its what the peer's NATs do, as it has said, in this round or before
     * @param joining whether it has said so in this round, being first: then we shall open soon
     * @param spoiled whether a round before it had opened our NATs in vain
     */
    static Preparation begin(Means means, NatClass its, boolean joining, boolean spoiled, long nowNs) {
        Preparation preparation = new Preparation();
        OwnNetwork network = means.network();
        boolean dependent = network.natClass().mapping().isDependent();
        Allocation allocation = network.natClass().allocation();
        boolean aims = dependent
                && allocation instanceof Allocation.Sequential
                && (its.allocation() instanceof Allocation.Sequential
                        || (its.mapping() == Mapping.UNKNOWN && !joining)); // by now it may know
        UdpPort port = aims || (spoiled && !dependent) ? means.ports().open() : null;
        if (port == null) {
            return preparation;
        }
        preparation.waiting = true;
        network.askMapping(
                port,
                true,
                0,
                answer -> {
                    if (!preparation.waiting) {
                        return; // too late
                    }
                    preparation.waiting = false;
                    if (allocation instanceof Allocation.Sequential(int step, double rate) && aims) {
                        answer.ifPresent(seen -> preparation.aim(seen, step, distance(rate, joining)));
                    } else {
                        preparation.fresh = answer.isPresent() ? port : null;
                        preparation.named = answer.orElse(null);
                    }
                },
                nowNs);
        return preparation;
    }

    /**
     * How many ports ahead the aim is: those that others are likely to use up until we open ours, and three standard
     * deviations of that number, which is a Poisson process's.
     */
    static int distance(double portsPerSecond, boolean joining) {
        double others = portsPerSecond * (joining ? Timing.AIM_SOON_NS : Timing.AIM_LATE_NS) / 1e9;
        return (int) Math.min(Limits.AIM_MOST_PORTS, Math.ceil(Limits.AIM_PORTS + others + 3 * Math.sqrt(others)));
    }

    private void aim(Endpoint seen, int step, int distance) {
        int port = seen.port() + step * distance;
        if (port > 0 && port <= MAX_PORT) {
            named = new Endpoint(seen.address(), port);
            aimed = distance;
        }
    }

    /** Whether an answer may still come. */
    boolean isWaiting() {
        return waiting;
    }

    /** What comes from now on is too late. */
    void end() {
        waiting = false;
    }

    /** Where the peer shall look for us first, if anything was found out. */
    Optional<Endpoint> named() {
        return Optional.ofNullable(named);
    }

    /** A port that paths may use beside our own. */
    @Nullable
    UdpPort fresh() {
        return fresh;
    }

    /** How many of our NAT's ports lead up to the one that was named; 0 if none was aimed at. */
    int aimed() {
        return aimed;
    }
}
