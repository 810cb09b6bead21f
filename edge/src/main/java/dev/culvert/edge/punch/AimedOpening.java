package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Behind a NAT that gives ports one after the other, towards a peer behind such a NAT. Each end has named a port that its
 * NAT will give soon, the aim, and sends to the other's from as many ports as lie before its own: one of them gets it, unless
 * others have used up more meanwhile. These two are the path.
 *
 * <pre>
 *  seen 100, aim 116                                             seen 700, aim 716
 *    101 ──►                                                          ◄── 701
 *     …      openers to the other's aim, then pings                          …
 *    116 ═══════════════════════════════════════════════════════════════ 716
 * </pre>
 */
final class AimedOpening implements Opening {
    private final ExtraPorts extra;
    private final Allowance allowance;
    private final Endpoint target;
    private final int wanted;
    private final int ttl;
    private final List<UdpPort> ports = new ArrayList<>();
    private final Deque<Path> due = new ArrayDeque<>();
    private boolean exhausted;
    private @Nullable ProbeIds ids;

    /**
     * An opening towards the peer's aim, whose address a supernode has observed.
     *
     * @param wanted how many ports lead up to ours
     */
    AimedOpening(ExtraPorts extra, Allowance allowance, Endpoint target, int wanted, int ttl) {
        this.extra = extra;
        this.allowance = allowance;
        this.target = target;
        this.wanted = wanted;
        this.ttl = ttl;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        while (!isReady() && isGranted(nowNs)) {
            UdpPort port = extra.open();
            if (port == null) {
                exhausted = true;
            } else {
                ports.add(port);
                actions.add(Opening.opener(port, target, ttl));
            }
        }
        while (ids != null && !due.isEmpty() && isGranted(nowNs)) {
            Path path = due.remove();
            actions.add(new PunchAction.Probe(path, ids.of(path)));
        }
    }

    private boolean isGranted(long nowNs) {
        ProbeBudget.Answer answer = allowance.volley(target.address(), nowNs);
        if (answer == ProbeBudget.Answer.REFUSED) {
            exhausted = true;
            due.clear();
        }
        return answer == ProbeBudget.Answer.GRANTED;
    }

    /** Only when all are open: what is pinged before would take the very port that we wait for. */
    @Override
    public boolean isReady() {
        return exhausted || ports.size() >= wanted;
    }

    @Override
    public void ping(ProbeIds roundIds) {
        ids = roundIds;
        for (int i = 0; i < Limits.AIM_PINGS; i++) {
            ports.forEach(port -> due.add(Path.direct(port, target, null)));
        }
    }

    @Override
    public boolean isVolley() {
        return true;
    }

    @Override
    public long patienceNs() {
        return Timing.AIM_NS;
    }

    @Override
    public String strategy() {
        return "sequential prediction at both ends";
    }

    @Override
    public PunchPlan.Builder plan() {
        return PunchPlan.newBuilder();
    }
}
