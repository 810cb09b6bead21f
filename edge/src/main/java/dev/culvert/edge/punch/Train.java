package dev.culvert.edge.punch;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.time.Timing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pings on trial of one round: a few times by each path that is likely, and a volley where that helps. */
final class Train {
    private final List<Path> paths;
    private final @Nullable IpAddress observed;
    private final long id;
    private final @Nullable Volley volley;
    private final long startNs;
    private int sent;

    /**
     * Pings that begin now.
     *
     * @param observed the peer's address as a supernode sees it: pings to others are few
     * @param id that all of them carry
     */
    Train(List<Path> paths, @Nullable IpAddress observed, long id, @Nullable Volley volley, long startNs) {
        this.paths = paths;
        this.observed = observed;
        this.id = id;
        this.volley = volley;
        this.startNs = startNs;
    }

    boolean hasVolley() {
        return volley != null;
    }

    void onTick(ProbeBudget budget, List<PunchAction> actions, long nowNs) {
        while (sent < Timing.ROUND_PINGS_NS.size() && nowNs - startNs >= Timing.ROUND_PINGS_NS.get(sent)) {
            sent++;
            paths.stream()
                    .filter(path -> isAllowed(path, budget, nowNs))
                    .forEach(path -> actions.add(new PunchAction.Probe(path, id)));
        }
        if (volley != null) {
            volley.onTick(budget, id, actions, nowNs);
        }
    }

    private boolean isAllowed(Path path, ProbeBudget budget, long nowNs) {
        IpAddress address = path.remote().address();
        return address.equals(observed) || (budget.takeStranger(address, nowNs) && budget.takeProbe(nowNs));
    }

    /** Whether answers to the last have had their time. {@code holdNs}: how long the peer may be pinging us. */
    boolean isOver(long holdNs, long nowNs) {
        return volley == null
                ? nowNs - startNs >= Math.max(holdNs, Timing.ROUND_PINGS_NS.getLast()) + Timing.ROUND_PATIENCE_NS
                : volley.isOver(nowNs);
    }
}
