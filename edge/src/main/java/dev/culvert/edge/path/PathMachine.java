package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one Culvert peer: by each supernode that both ends know one relay. Data goes by one of them, the active
 * path; pongs alone show that a path carries what we send, receiving proves nothing.
 *
 * <pre>
 *            pong                    0.5 s silent               1.2 s silent
 *   in use ◄────── in doubt      in use ────────► in doubt  ─────────────► dead: the best that answers is used
 *   pinged each    each 100 ms,
 *   250 ms         the others too
 * </pre>
 *
 * Pings flow only while data is sent and 5 s after; the paths that are not active are pinged each 5 s. Data that nothing
 * answers for 2 s asks for new keys: the peer may have been restarted. Conductor thread.
 */
public final class PathMachine {
    private final RandomGenerator random;
    private final List<Way> ways = new ArrayList<>();
    private @Nullable Way active;
    private long inUseSinceNs = Activity.NEVER;

    /** No paths yet. {@code random} chooses the pings' ids. */
    public PathMachine(RandomGenerator random) {
        this.random = random;
    }

    /** There is a path by this supernode now, in place of the one before. */
    public List<PathAction> put(PublicKey via, Path path) {
        Optional<Way> before = find(via);
        if (before.isPresent() && before.get().path().equals(path)) {
            return List.of();
        }
        before.ifPresent(ways::remove);
        Way way = new Way(via, path);
        ways.add(way);
        return active == null || before.filter(old -> old == active).isPresent() ? use(way) : List.of();
    }

    /** There is no path by this supernode any more. */
    public List<PathAction> remove(PublicKey via) {
        Optional<Way> gone = find(via);
        gone.ifPresent(ways::remove);
        return gone.isPresent() && gone.get() == active ? use(best()) : List.of();
    }

    /** Whether there is no path at all. */
    public boolean isEmpty() {
        return ways.isEmpty();
    }

    /** Whether pings are due soon. */
    public boolean isBusy() {
        return inUseSinceNs != Activity.NEVER;
    }

    /** The path that data goes by, or null. */
    public @Nullable Path active() {
        Way way = active;
        return way == null ? null : way.path();
    }

    /** The supernode that the active path leads over, or null. */
    public @Nullable PublicKey activeVia() {
        Way way = active;
        return way == null ? null : way.via();
    }

    /** The active path's smoothed round-trip time in nanoseconds, once measured. */
    public OptionalLong roundTripNs() {
        Way way = active;
        return way == null || way.roundTrip().smoothedNs() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(way.roundTrip().smoothedNs());
    }

    /**
     * A handshake by the active path was not answered, and without keys no ping can tell why: the next path in turn is
     * used. Null if there is no other.
     */
    public @Nullable Path useNext() {
        if (ways.size() < 2) {
            return null;
        }
        active = ways.get((ways.indexOf(active) + 1) % ways.size());
        return active();
    }

    /** A pong came, by whichever path. */
    public void onPong(long id, long nowNs) {
        for (Way way : ways) {
            if (way.ponged(id, nowNs)) {
                return;
            }
        }
    }

    /**
     * Time has passed.
     *
     * @param lastDataSentNs when a packet was last sent to the peer, or {@link Activity#NEVER}
     */
    public List<PathAction> onTick(long lastDataSentNs, long nowNs) {
        if (lastDataSentNs == Activity.NEVER || nowNs - lastDataSentNs >= Timing.PATH_LINGER_NS) {
            inUseSinceNs = Activity.NEVER;
            ways.forEach(Way::rest);
            return List.of();
        }
        if (inUseSinceNs == Activity.NEVER) {
            inUseSinceNs = nowNs;
        }
        List<PathAction> actions = new ArrayList<>(2);
        switchIfDead(actions, nowNs);
        ways.forEach(way -> pingIfDue(way, actions, nowNs));
        if (isAllSilent(nowNs)) {
            actions.add(new PathAction.Renew());
        }
        return actions;
    }

    private void switchIfDead(List<PathAction> actions, long nowNs) {
        Way way = active;
        if (way == null || way.silentNs(nowNs) < Timing.PATH_DEAD_NS) {
            return;
        }
        Way other = best();
        if (other != null && other != way && other.silentNs(nowNs) == 0) {
            actions.addAll(use(other));
        }
    }

    private void pingIfDue(Way way, List<PathAction> actions, long nowNs) {
        if (way.isPingDue(intervalNs(way, nowNs), nowNs)) {
            long id = random.nextLong();
            way.pinged(id, nowNs);
            actions.add(new PathAction.Ping(way.path(), id));
        }
    }

    private long intervalNs(Way way, long nowNs) {
        Way used = active;
        boolean inDoubt = used != null && used.silentNs(nowNs) >= Timing.PATH_DOUBT_NS;
        if (way == used) {
            return inDoubt ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_PING_NS;
        }
        if (way.silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            return Timing.PATH_DEAD_PING_NS;
        }
        return inDoubt ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_SPARE_PING_NS;
    }

    private boolean isAllSilent(long nowNs) {
        return nowNs - inUseSinceNs >= Timing.PATHS_SILENT_NS
                && ways.stream().noneMatch(way -> way.answeredWithin(Timing.PATHS_SILENT_NS, nowNs));
    }

    /** The one that answered last. */
    private @Nullable Way best() {
        Way best = null;
        for (Way way : ways) {
            if (best == null || way.answeredAfter(best)) {
                best = way;
            }
        }
        return best;
    }

    private List<PathAction> use(@Nullable Way way) {
        active = way;
        return List.of(new PathAction.Use(active()));
    }

    private Optional<Way> find(PublicKey via) {
        return ways.stream().filter(way -> way.via().equals(via)).findFirst();
    }
}
