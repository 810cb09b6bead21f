package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pings to ports of a range in an order that looks random and meets each once, as fast as the edge's budget allows: against
 * a peer that has opened some of them and does not know which.
 */
final class Volley {
    private static final int LEAST_PORT = 1;
    private static final int MAX_PORT = 65_535;

    private final UdpPort from;
    private final IpAddress to;
    private final int first;
    private final int size;
    private final int start;
    private final int stride;
    private final int most;
    private int sent;
    private long lastNs;

    private Volley(UdpPort from, IpAddress to, int first, int size, RandomGenerator random) {
        this.from = from;
        this.to = to;
        this.first = first;
        this.size = size;
        this.start = random.nextInt(size);
        this.stride = coprime(size, random);
        this.most = Math.min(size, size > Limits.LARGEST_BLOCK ? Limits.VOLLEY_PROBES : Limits.BLOCK_PROBES);
    }

    /** The volley that a plan asks for; null if it asks for none, or for nonsense. */
    static @Nullable Volley of(PunchPlan plan, UdpPort from, IpAddress to, RandomGenerator random) {
        int first = plan.getRangeFirst();
        int last = plan.getRangeLast();
        return plan.getOpened() > 0 && first >= LEAST_PORT && last >= first && last <= MAX_PORT
                ? new Volley(from, to, first, last - first + 1, random)
                : null;
    }

    private static int coprime(int size, RandomGenerator random) {
        int stride = 1 + random.nextInt(size);
        while (gcd(stride, size) != 1) {
            stride = 1 + random.nextInt(size);
        }
        return stride;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** Sends what the budget has. */
    void onTick(Allowance allowance, ProbeIds ids, List<PunchAction> actions, long nowNs) {
        while (!isSent()) {
            switch (allowance.volley(to, nowNs)) {
                case LATER -> {
                    return;
                }
                case REFUSED -> sent = most; // somebody else used it up
                case GRANTED -> {
                    int port = first + (int) ((start + (long) sent * stride) % size);
                    Path path = Path.direct(from, new Endpoint(to, port), null);
                    actions.add(new PunchAction.Probe(path, ids.of(path)));
                    sent++;
                    lastNs = nowNs;
                }
            }
        }
    }

    private boolean isSent() {
        return sent >= most;
    }

    /** Whether all was sent that may be, and an answer to the last has had its time. */
    boolean isOver(long nowNs) {
        return isSent() && nowNs - lastNs >= Timing.ROUND_PATIENCE_NS;
    }
}
