package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
    private final Consumer<UdpPort> opened;
    private Optional<Endpoint> first = Optional.empty();
    private Optional<Endpoint> second = Optional.empty();
    private int answers;
    private int tries;
    private boolean done;

    /**
     * An opening towards one endpoint of the peer.
     *
     * @param step from one port to the next
     * @param opened is told of ports to be closed in the end
     */
    SequentialOpening(OwnNetwork network, Endpoint target, int step, int ttl, Consumer<UdpPort> opened) {
        this.network = network;
        this.target = target;
        this.step = step;
        this.ttl = ttl;
        this.opened = opened;
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
        UdpPort port = tries < Timing.SEQUENTIAL_TRIES ? network.ports().open() : null;
        if (port == null) {
            done = true;
            return;
        }
        tries++;
        answers = 0;
        opened.accept(port);
        network.askMapping(
                port,
                0,
                answer -> {
                    first = answer;
                    answers++;
                },
                nowNs);
        actions.add(Opening.opener(port, target, ttl));
        network.askMapping(
                port,
                1,
                answer -> {
                    second = answer;
                    answers++;
                },
                nowNs);
    }

    @Override
    public boolean isDone() {
        return done;
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
        if (steps <= 1 || steps > Timing.SEQUENTIAL_SPAN) { // it wrapped, or others came first
            for (int i = 1; i <= Timing.SEQUENTIAL_PORTS / 2; i++) {
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
                .limit(Timing.SEQUENTIAL_PORTS)
                .toList();
    }
}
