package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.path.Path;
import java.util.List;

/** Where ports do not depend on the remote, or nothing better is known: openers to all candidates, and that is all. */
final class SimultaneousOpen implements Opening {
    private final List<Path> paths;
    private final int ttl;
    private boolean done;

    SimultaneousOpen(List<Path> paths, int ttl) {
        this.paths = paths;
        this.ttl = ttl;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        if (!done) {
            paths.forEach(path -> actions.add(new PunchAction.Open(path, ttl)));
            done = true;
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public PunchPlan.Builder plan() {
        return PunchPlan.newBuilder();
    }
}
