package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.punch.ProbeBudget.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Behind a NAT that gives ports one after the other: from a fresh port a question to one server, the opener, and a question
 * to another, without a pause. The opener's port lies between the two that the servers saw, whatever others use up
 * meanwhile.
 */
final class SequentialOpening implements Opening {
    private static final int MAX_PORT = 65_535;

    private final OwnNetwork network;
    private final Endpoint target;
    private final int step;
    private final int ttl;
    private final ExtraPorts ports;
    private final Allowance allowance;
    private Optional<Endpoint> first = Optional.empty();
    private Optional<Endpoint> second = Optional.empty();
    private int answers;
    private int tries;
    private boolean done;

    /**
     * An opening towards one endpoint of the peer.
     *
     * @param step from one port to the next
     */
    SequentialOpening(OwnNetwork network, ExtraPorts ports, Allowance allowance, Endpoint target, int step, int ttl) {
        this.network = network;
        this.target = target;
        this.step = step;
        this.ttl = ttl;
        this.ports = ports;
        this.allowance = allowance;
    }

    @Override
    public void onTick(List<PunchAction> actions, long nowNs) {
        if (done || (tries > 0 && answers < 2)) {
            return;
        }
        if (first.isPresent() && second.isPresent()) {
            done = true;
            return;
        }
        Answer answer = tries < Limits.SEQUENTIAL_TRIES ? allowance.opener(target.address(), nowNs) : Answer.REFUSED;
        if (answer == Answer.LATER) {
            return;
        }
        UdpPort port = answer == Answer.GRANTED ? ports.open() : null;
        if (port == null) {
            done = true;
            return;
        }
        tries++;
        answers = 0;
        boolean ipv4 = target.address().isIpv4();
        network.askMapping(
                port,
                ipv4,
                0,
                seen -> {
                    first = seen;
                    answers++;
                },
                nowNs);
        actions.add(Opening.opener(port, target, ttl));
        network.askMapping(
                port,
                ipv4,
                1,
                seen -> {
                    second = seen;
                    answers++;
                },
                nowNs);
    }

    @Override
    public boolean isReady() {
        return done;
    }

    @Override
    public String strategy() {
        return "sequential prediction";
    }

    @Override
    public PunchPlan.Builder plan() {
        PunchPlan.Builder plan = PunchPlan.newBuilder();
        if (first.isPresent() && second.isPresent()) {
            plan.addAllPorts(between(first.get().port(), second.get().port(), step));
        }
        return plan;
    }

    /** The ports that lie between, and the next ones where there are none; those in the middle first. */
    static List<Integer> between(int from, int to, int step) {
        List<Integer> ports = new ArrayList<>();
        int steps = (to - from) / step;
        if (steps <= 1 || steps > Limits.SEQUENTIAL_SPAN) { // it wrapped, or others came first
            for (int i = 1; i <= Limits.SEQUENTIAL_PORTS / 2; i++) {
                ports.add(from + i * step);
                ports.add(from - i * step);
            }
        } else {
            int middle = from + (steps / 2) * step;
            ports.add(middle);
            for (int i = 1; i < steps; i++) {
                ports.add(middle + i * step);
                ports.add(middle - i * step);
            }
            int low = Math.min(from, to);
            int high = Math.max(from, to);
            ports.removeIf(port -> port <= low || port >= high);
        }
        return ports.stream()
                .filter(port -> port > 0 && port <= MAX_PORT)
                .limit(Limits.SEQUENTIAL_PORTS)
                .toList();
    }
}
