package dev.culvert.system.natlab;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at two edges again and again, over their control sockets. One thread. */
final class Watch {
    private static final long INTERVAL_NS = Duration.ofMillis(50).toNanos();

    private final List<EdgeProcess> edges;
    private final List<Snapshot> last = new ArrayList<>();
    private final List<Optional<Double>> directMs = new ArrayList<>();

    Watch(List<EdgeProcess> edges) {
        this.edges = edges;
        for (int i = 0; i < edges.size(); i++) {
            last.add(Snapshot.NONE);
            directMs.add(Optional.empty());
        }
    }

    /** Looks until both edges are registered and know their NATs; returns whether that came to be. */
    boolean awaitSettled(Duration within) {
        long deadlineNs = System.nanoTime() + within.toNanos();
        do {
            look();
            if (last.stream().allMatch(Snapshot::isSettled)) {
                return true;
            }
            Await.instant(System.nanoTime() + INTERVAL_NS);
        } while (System.nanoTime() - deadlineNs < 0);
        return false;
    }

    /** Looks until both ends are direct at once, or the time is over. Returns how long that took since the first packet. */
    Optional<Double> awaitDirect(Traffic traffic, Duration within) {
        long nextNs = System.nanoTime();
        while (traffic.elapsedMs() < within.toMillis()) {
            for (int i = 0; i < edges.size(); i++) {
                look(i);
                if (last.get(i).isDirect() && directMs.get(i).isEmpty()) {
                    directMs.set(i, Optional.of(traffic.elapsedMs()));
                }
            }
            if (last.stream().allMatch(Snapshot::isDirect)) {
                return Optional.of(traffic.elapsedMs());
            }
            nextNs += INTERVAL_NS;
            Await.instant(nextNs);
        }
        return Optional.empty();
    }

    private void look() {
        for (int i = 0; i < edges.size(); i++) {
            look(i);
        }
    }

    private void look(int end) {
        last.set(end, Snapshot.of(edges.get(end).statusJson()));
    }

    /** What each end said last. */
    List<Snapshot> last() {
        return List.copyOf(last);
    }

    /** When each end was seen to be direct first, since the first packet. */
    List<Optional<Double>> directMs() {
        return List.copyOf(directMs);
    }
}
