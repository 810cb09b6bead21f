package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.Allocation;
import java.util.List;
import java.util.function.Consumer;

/**
 * Behind a NAT that gives ports at random, from all or from a block: openers from many ports, so that a peer who pings
 * some of the NAT's ports at random meets one of them (the birthday problem: 256 ports of 64,512, and 1,200 pings, meet with
 * 99 %).
 */
final class ManyPorts implements Opening {
    private static final int FIRST_PORT = 1_024;
    private static final int LAST_PORT = 65_535;

    private final OwnNetwork network;
    private final ProbeBudget budget;
    private final Endpoint target;
    private final int wanted;
    private final int ttl;
    private final Allocation allocation;
    private final Consumer<UdpPort> opened;
    private int open;
    private boolean exhausted;

    /**
     * An opening towards one endpoint of the peer.
     *
     * @param wanted how many ports
     * @param opened is told of ports to be closed in the end
     */
    ManyPorts(
            OwnNetwork network,
            ProbeBudget budget,
            Endpoint target,
            int wanted,
            int ttl,
            Allocation allocation,
            Consumer<UdpPort> opened) {
        this.network = network;
        this.budget = budget;
        this.target = target;
        this.wanted = wanted;
        this.ttl = ttl;
        this.allocation = allocation;
        this.opened = opened;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        while (!isDone() && budget.takeProbe(nowNs)) {
            UdpPort port = network.ports().open();
            if (port == null) {
                exhausted = true;
            } else {
                opened.accept(port);
                actions.add(Opening.opener(port, target, ttl));
                open++;
            }
        }
    }

    @Override
    public boolean isDone() {
        return exhausted || open >= wanted;
    }

    /** For status. */
    String strategy() {
        return allocation instanceof Allocation.Block ? "port block" : "birthday";
    }

    @Override
    public PunchPlan.Builder plan() {
        PunchPlan.Builder plan = PunchPlan.newBuilder();
        if (open == 0) {
            return plan;
        }
        plan.setOpened(open);
        return switch (allocation) {
            case Allocation.Block(int first, int last) ->
                plan.setRangeFirst(first).setRangeLast(last);
            case Allocation.Random(), Allocation.Unknown(), Allocation.Sequential(int _, double _) ->
                plan.setRangeFirst(FIRST_PORT).setRangeLast(LAST_PORT);
        };
    }
}
