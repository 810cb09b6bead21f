package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Allocation;
import java.util.List;

/**
 * Behind a NAT that gives ports at random, from all or from a block: openers from many ports, so that a peer who pings
 * some of the NAT's ports at random meets one of them (the birthday problem: 256 ports of 64,512, and 1,200 pings, meet with
 * 99 %). The peer begins as soon as the first are open: a port that is pinged before the NAT has given it to us is one of
 * few, and a Linux NAT gives us another then.
 */
final class ManyPorts implements Opening {
    private static final int FIRST_PORT = 1_024;
    private static final int LAST_PORT = 65_535;

    private final ExtraPorts ports;
    private final Allowance allowance;
    private final Endpoint target;
    private final int wanted;
    private final int ttl;
    private final Allocation allocation;
    private int open;
    private boolean exhausted;

    /**
     * An opening towards one endpoint of the peer, whose address a supernode has observed.
     *
     * @param allocation the own NAT's: how many ports follows from it
     */
    ManyPorts(ExtraPorts ports, Allowance allowance, Endpoint target, int ttl, Allocation allocation) {
        this.ports = ports;
        this.allowance = allowance;
        this.target = target;
        this.wanted = allocation instanceof Allocation.Block ? Limits.BLOCK_PORTS : Limits.BIRTHDAY_PORTS;
        this.ttl = ttl;
        this.allocation = allocation;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        while (!exhausted && open < wanted) {
            switch (allowance.volley(target.address(), nowNs)) {
                case LATER -> {
                    return;
                }
                case REFUSED -> exhausted = true;
                case GRANTED -> openOne(actions);
            }
        }
    }

    private void openOne(List<PunchAction> actions) {
        UdpPort port = ports.open();
        if (port == null) {
            exhausted = true;
        } else {
            actions.add(Opening.opener(port, target, ttl));
            open++;
        }
    }

    @Override
    public boolean isReady() {
        return exhausted || open > 0;
    }

    @Override
    public boolean isVolley() {
        return true;
    }

    @Override
    public long patienceNs() {
        return Timing.VOLLEY_NS;
    }

    @Override
    public String strategy() {
        return allocation instanceof Allocation.Block ? "port block" : "birthday";
    }

    @Override
    public PunchPlan.Builder plan() {
        PunchPlan.Builder plan = PunchPlan.newBuilder();
        if (open == 0) {
            return plan;
        }
        plan.setOpened(exhausted ? open : wanted);
        return switch (allocation) {
            case Allocation.Block(int first, int last) ->
                plan.setRangeFirst(first).setRangeLast(last);
            case Allocation.Random(), Allocation.Unknown(), Allocation.Sequential(int _, double _) ->
                plan.setRangeFirst(FIRST_PORT).setRangeLast(LAST_PORT);
        };
    }
}
