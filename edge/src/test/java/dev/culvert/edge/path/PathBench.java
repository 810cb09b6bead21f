package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.testkit.FakePort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A {@link PathMachine} with a relay, its time in steps of 5 ms: ticks come as a conductor's do, and a ping by a path is
 * answered after a round trip, unless the path is cut, or direct and too narrow, or loses it.
 */
final class PathBench {
    static final int MTU = 1_400;
    private static final long STEP_MS = 5;

    /** Something done at a time. */
    record Done<T>(long atMs, T what) {}

    private record Pong(long atMs, long id) {}

    final FakePort port = new FakePort();
    final Random random = new Random(3);
    final PathMachine machine = new PathMachine(new Random(1), port, MTU, Keepalive.USUAL);
    final Path relay = new Path(port, endpoint("203.0.113.1"), null, new RelayLeg(2, 1));
    final Path direct = Path.direct(port, endpoint("198.51.100.2"), null);
    final Path other = Path.direct(port, endpoint("2001:db8::2"), null);
    final Set<Path> cut = new HashSet<>();
    final List<Done<PathAction.Use>> uses = new ArrayList<>();
    final List<Done<PathAction.Ping>> pings = new ArrayList<>();
    final List<PathAction> seen = new ArrayList<>();
    private final Queue<Pong> pongs = new PriorityQueue<>(Comparator.comparingLong(Pong::atMs));
    private long lastDataNs = Activity.NEVER;
    private int deaths;
    long nowMs = 1_000;
    long roundTripMs = 20;
    final Map<Path, Long> detourMs = new HashMap<>(); // in addition
    int carries = MTU; // by direct paths
    double loss; // each way
    final Map<Path, Double> losses = new HashMap<>(); // where it is another

    /** The relay is there and measured, and data flows. */
    PathBench() {
        perform(machine.relay(key(), relay, nowNs()));
        send(1_000);
    }

    /** A direct path is found, measured and used. */
    PathBench meet(Path path, CandidateKind kind) {
        perform(machine.onPing(path, kind, nowNs()));
        send(4_000);
        return this;
    }

    long nowNs() {
        return TimeUnit.MILLISECONDS.toNanos(nowMs);
    }

    /** Forgets what was done so far. */
    void forget() {
        uses.clear();
        pings.clear();
        seen.clear();
        deaths = 0;
    }

    /** Data is sent for so long. */
    void send(long milliseconds) {
        run(milliseconds, true);
    }

    /** Nothing is sent for so long. */
    void rest(long milliseconds) {
        run(milliseconds, false);
    }

    private void run(long milliseconds, boolean sending) {
        for (long end = nowMs + milliseconds; nowMs < end; nowMs += STEP_MS) {
            while (!pongs.isEmpty() && pongs.peek().atMs <= nowMs) {
                perform(machine.onPong(pongs.remove().id, nowNs()));
            }
            lastDataNs = sending ? nowNs() : lastDataNs;
            long tickNs = machine.isBusy() ? Timing.BUSY_TICK_NS : Timing.TICK_NS;
            if (nowNs() % tickNs == 0) {
                perform(machine.onTick(lastDataNs, Activity.NEVER, nowNs()));
                deaths += (int) machine.report(nowNs()).stream()
                        .filter(path ->
                                path.state() instanceof WayState.Dead(long sinceNs, int _) && sinceNs == nowNs())
                        .count();
            }
        }
    }

    void perform(List<PathAction> actions) {
        seen.addAll(actions);
        for (PathAction action : actions) {
            if (action instanceof PathAction.Use use) {
                uses.add(new Done<>(nowMs, use));
            } else if (action instanceof PathAction.Ping ping) {
                pings.add(new Done<>(nowMs, ping));
                boolean fits = ping.path().isRelayed() || ping.paddedTo() <= carries;
                double each = losses.getOrDefault(ping.path(), loss);
                boolean lost = cut.contains(ping.path()) || random.nextDouble() < each || random.nextDouble() < each;
                if (fits && !lost) {
                    pongs.add(new Pong(nowMs + roundTripMs + detourMs.getOrDefault(ping.path(), 0L), ping.id()));
                }
            }
        }
    }

    /** How often a path died. */
    int deaths() {
        return deaths;
    }

    /** How the path stands; nothing if it was forgotten. */
    Optional<PathReport> report(Path path) {
        return machine.report(nowNs()).stream()
                .filter(report -> report.path().equals(path))
                .findFirst();
    }

    /** The direct paths that there are. */
    List<Path> directPaths() {
        return machine.report(nowNs()).stream()
                .map(PathReport::path)
                .filter(path -> !path.isRelayed())
                .toList();
    }

    static Endpoint endpoint(String address) {
        return new Endpoint(IpAddress.parse(address), 7777);
    }

    private static PublicKey key() {
        byte[] bytes = new byte[PublicKey.BYTES];
        bytes[0] = 9;
        return PublicKey.of(bytes);
    }
}
