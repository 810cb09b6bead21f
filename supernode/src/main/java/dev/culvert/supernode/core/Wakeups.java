package dev.culvert.supernode.core;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.supernode.relay.Sends;
import java.util.List;

/**
 * After a restart: tells each edge that was present before, by a hint about its own token, that it is not known any more,
 * so that idle ones come back too.
 */
final class Wakeups {
    private static final int A_TICK = (int) (Limits.HINTS_PER_SECOND * Timing.TICK_NS / 1_000_000_000L);

    private final List<Sleeper> sleepers;
    private final Registry registry;
    private final UdpPort port;
    private final Counters<CounterId> counters;
    private final long startNs;
    private int round;
    private int next;
    private long lastNs;

    /** An edge that was registered when the last snapshot was made. */
    record Sleeper(Member member, long token, Endpoint endpoint) {}

    Wakeups(List<Sleeper> sleepers, Registry registry, UdpPort port, Counters<CounterId> counters, long startNs) {
        this.sleepers = sleepers;
        this.registry = registry;
        this.port = port;
        this.counters = counters;
        this.startNs = startNs;
        this.lastNs = startNs - Timing.TICK_NS;
    }

    void onTick(long nowNs) {
        if (round == Timing.WAKE_ROUNDS_NS.size()
                || nowNs - lastNs < Timing.TICK_NS
                || nowNs - startNs < Timing.WAKE_ROUNDS_NS.get(round)) {
            return;
        }
        lastNs = nowNs;
        int end = Math.min(sleepers.size(), next + A_TICK);
        while (next < end) {
            wake(sleepers.get(next++));
        }
        if (next == sleepers.size()) {
            next = 0;
            round++;
        }
    }

    private void wake(Sleeper sleeper) {
        // Not one that has come back, nor one whose place another has taken.
        if (!sleeper.member().isPresent() && !registry.isBoundAt(sleeper.endpoint())) {
            byte[] hint = CulvertLayout.hint(CulvertLayout.keep(0, sleeper.token()), 0);
            if (Sends.send(Path.direct(port, sleeper.endpoint(), null), hint, 0, hint.length, counters)) {
                counters.add(CounterId.HINTS_SENT);
            }
        }
    }
}
