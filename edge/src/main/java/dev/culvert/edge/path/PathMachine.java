package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one Culvert peer: a relay by each supernode that both ends know, and direct ones that have answered. Data
 * goes by one of them, the active path; pongs alone show that a path carries what we send, receiving proves nothing.
 * {@link WayState} draws a path's life; this is that of the active one:
 *
 * <pre>
 *            pong            0.5 s silent               1.2 s silent
 *   in use ◄────── in doubt ◄──────────── in use   in doubt ─────────────► dead: the best that answers is used
 *   pinged each    each 100 ms, the others too;
 *   250 ms         data goes by the next best as well
 * </pre>
 *
 * Pings flow while data is sent and 5 s after. An idle direct path is only kept open for the NATs on its way, for half an
 * hour. Data that nothing answers for 2 s asks for new keys: the peer may have been restarted. Conductor thread.
 */
public final class PathMachine {
    private final RandomGenerator random;
    private final UdpPort port;
    private final int most;
    private final long refreshNs;
    private final List<Way> ways = new ArrayList<>();
    private final Deque<PathChange> changes = new ArrayDeque<>();
    private @Nullable Way active;
    private @Nullable Way before; // the active one, until the present one has proved itself
    private long changedNs;
    private PathAction.@Nullable Use used; // what was last asked for
    private long inUseSinceNs = Activity.NEVER;
    private long lastUseNs;

    /**
     * No paths yet.
     *
     * @param random chooses the pings' ids
     * @param port the edge's own, which is never released
     * @param most bytes of the largest packet: the device's MTU
     * @param refreshNs how often an idle direct path is kept open
     */
    public PathMachine(RandomGenerator random, UdpPort port, int most, long refreshNs) {
        this.random = random;
        this.port = port;
        this.most = most;
        this.refreshNs = refreshNs;
    }

    // -- which paths there are ---------------------------------------------------------------------------------------

    /** There is a path by this supernode now, in place of the one before. */
    public List<PathAction> relay(PublicKey via, Path path, long nowNs) {
        Optional<Way> former = find(via);
        if (former.isPresent() && former.get().path().equals(path)) {
            return List.of();
        }
        Way way = Way.relayed(via, path, most, nowNs);
        former.ifPresent(ways::remove);
        ways.add(way);
        before = former.filter(old -> old == before).isPresent() ? null : before;
        if (active == null || former.filter(old -> old == active).isPresent()) {
            change(way, active == null ? "the relay came first" : "the relay has another number", nowNs);
        }
        return settle(nowNs);
    }

    /** There is no path by this supernode any more. */
    public List<PathAction> leave(PublicKey via, long nowNs) {
        Optional<Way> gone = find(via);
        if (gone.isEmpty()) {
            return List.of();
        }
        List<PathAction> actions = new ArrayList<>();
        forget(gone.get(), actions);
        if (gone.get() == active) {
            change(Choice.best(ways, nowNs), "the supernode does not relay any more", nowNs);
        }
        actions.addAll(settle(nowNs));
        return actions;
    }

    /** A ping came straight from there: a path, perhaps. It is pinged at once. */
    public List<PathAction> onPing(Path source, CandidateKind kind, long nowNs) {
        if (source.isRelayed() || findDirect(source).isPresent() || !hasRoom()) {
            return List.of();
        }
        Way way = Way.direct(source, kind, most, nowNs);
        ways.add(way);
        List<PathAction> actions = new ArrayList<>();
        way.probe(actions, random, nowNs);
        return actions;
    }

    /** A ping that was sent on trial was answered from there. */
    public List<PathAction> onProbeAnswered(Path source, CandidateKind kind, long nowNs) {
        if (source.isRelayed() || (findDirect(source).isEmpty() && !hasRoom())) {
            return List.of();
        }
        Way way = findDirect(source).orElseGet(() -> {
            Way found = Way.direct(source, kind, most, nowNs);
            ways.add(found);
            return found;
        });
        List<PathAction> actions = new ArrayList<>();
        way.answered(nowNs);
        way.probe(actions, random, nowNs);
        return actions;
    }

    /** A pong came. What it proves is settled at once. */
    public List<PathAction> onPong(long id, long nowNs) {
        for (Way way : ways) {
            if (way.ponged(id, nowNs)) {
                if (way == active) {
                    before = null; // it has proved itself
                }
                choose(nowNs);
                return settle(nowNs);
            }
        }
        return List.of();
    }

    /** A packet of so many bytes was too big for the first link of a path. */
    public List<PathAction> onTooBig(Path path, int bytes, long nowNs) {
        ways.stream().filter(way -> way.path().equals(path)).forEach(way -> way.refuse(bytes, nowNs));
        return settle(nowNs);
    }

    /** Direct paths are of no use any more: the peer was started anew, or answers by none of them. */
    public List<PathAction> forgetDirect(String why, long nowNs) {
        List<PathAction> actions = new ArrayList<>();
        List.copyOf(ways).stream().filter(Way::isDirect).forEach(way -> forget(way, actions));
        if (active != null && !ways.contains(active)) {
            change(Choice.best(ways, nowNs), why, nowNs);
        }
        actions.addAll(settle(nowNs));
        return actions;
    }

    /** This host is elsewhere now, perhaps: every direct path is asked at once. */
    public List<PathAction> probeAll(long nowNs) {
        List<PathAction> actions = new ArrayList<>();
        ways.stream().filter(Way::isDirect).forEach(way -> way.pingIfDue(0, actions, random, nowNs));
        return actions;
    }

    private boolean hasRoom() {
        return ways.stream().filter(Way::isDirect).count() < Timing.DIRECT_PATHS;
    }

    // -- what there is -----------------------------------------------------------------------------------------------

    /** Whether there is no path at all. */
    public boolean isEmpty() {
        return ways.isEmpty();
    }

    /** Whether pings are due soon. */
    public boolean isBusy() {
        return inUseSinceNs != Activity.NEVER || ways.stream().anyMatch(Way::isUnderTrial);
    }

    /** Whether data goes straight to the peer, or could. */
    public boolean isDirect() {
        return active != null && active.isDirect();
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

    /** The ports, beside the edge's own, that paths send from. */
    public Set<UdpPort> ports() {
        return ways.stream()
                .map(way -> way.path().port())
                .filter(used -> !used.equals(port))
                .collect(Collectors.toSet());
    }

    /** Whether a path, other than the edge's own port, sends from this port. */
    public boolean usesPort(UdpPort candidate) {
        return ways.stream().anyMatch(way -> way.path().port().equals(candidate));
    }

    /** All paths, as they are now. */
    public List<PathReport> report(long nowNs) {
        return ways.stream().map(way -> way.report(way == active, nowNs)).toList();
    }

    /** The last changes of the active path, the oldest first. */
    public List<PathChange> changes() {
        return List.copyOf(changes);
    }

    /**
     * A handshake by the active path was not answered, and without keys no ping can tell why: the next path in turn is
     * used. Null if there is no other.
     */
    public @Nullable Path useNext(long nowNs) {
        List<Way> usable = ways.stream().filter(Way::isUsable).toList();
        if (usable.size() < 2) {
            return null;
        }
        change(usable.get((usable.indexOf(active) + 1) % usable.size()), "a handshake was not answered", nowNs);
        used = null; // whoever asked uses it himself
        return active();
    }

    // -- time --------------------------------------------------------------------------------------------------------

    /**
     * Time has passed.
     *
     * @param lastDataSentNs when a packet was last sent to the peer, or {@link Activity#NEVER}
     * @param lastDataReceivedNs when one last came from it
     */
    public List<PathAction> onTick(long lastDataSentNs, long lastDataReceivedNs, long nowNs) {
        List<PathAction> actions = new ArrayList<>(2);
        lastUseNs = Math.max(lastDataSentNs, lastDataReceivedNs);
        boolean inUse = lastDataSentNs != Activity.NEVER && nowNs - lastDataSentNs < Timing.PATH_LINGER_NS;
        if (!inUse) {
            inUseSinceNs = Activity.NEVER;
            ways.stream()
                    .filter(way -> !way.isUnderTrial())
                    .forEach(way -> way.pings().rest());
        } else if (inUseSinceNs == Activity.NEVER) {
            inUseSinceNs = nowNs;
        }
        for (Way way : List.copyOf(ways)) {
            tick(way, inUse, actions, nowNs);
        }
        choose(nowNs);
        actions.addAll(settle(nowNs));
        if (inUse && isAllSilent(nowNs)) {
            actions.add(new PathAction.Renew());
        }
        return actions;
    }

    private void tick(Way way, boolean inUse, List<PathAction> actions, long nowNs) {
        if (way.isDirect() || inUse) {
            way.probe(actions, random, nowNs);
        }
        if (way.isHopeless(nowNs) || isRested(way, nowNs)) {
            forget(way, actions);
            return;
        }
        way.shrinkIfBlackHole(nowNs);
        if (way.isDirect() && way != active && way.isUsable() && way.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            way.die(nowNs);
        }
        if (way.state() instanceof WayState.Dead && way.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS) {
            way.missed();
        }
        if (inUse && (way.isUsable() || way.state() instanceof WayState.Dead)) {
            way.pingIfDue(intervalNs(way, nowNs), actions, random, nowNs);
        } else {
            way.refreshIfDue(refreshNs, actions, nowNs);
        }
    }

    /** Idle for so long that it is not kept open any more; but the last path is not given up. */
    private boolean isRested(Way way, long nowNs) {
        long sinceNs = lastUseNs == Activity.NEVER ? way.sinceNs() : Math.max(lastUseNs, way.sinceNs());
        return way.isDirect()
                && way.isUsable()
                && nowNs - sinceNs >= Timing.PATH_REST_NS
                && ways.stream().anyMatch(other -> !other.isDirect());
    }

    private long intervalNs(Way way, long nowNs) {
        Way present = active;
        boolean inDoubt = present != null && present.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS;
        if (way.state() instanceof WayState.Dead(long _, int inARow)) {
            return inARow > 0 ? Timing.PATH_PING_NS : Timing.PATH_DEAD_PING_NS;
        }
        if (way == present) {
            return inDoubt ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_PING_NS;
        }
        if (way.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            return Timing.PATH_DEAD_PING_NS;
        }
        return inDoubt ? Timing.PATH_DOUBT_PING_NS : Timing.PATH_SPARE_PING_NS;
    }

    private boolean isAllSilent(long nowNs) {
        return nowNs - inUseSinceNs >= Timing.PATHS_SILENT_NS
                && ways.stream().noneMatch(way -> way.pings().answeredWithin(Timing.PATHS_SILENT_NS, nowNs));
    }

    // -- which one is used -------------------------------------------------------------------------------------------

    private void choose(long nowNs) {
        Way present = active;
        if (present == null || !ways.contains(present)) {
            change(Choice.best(ways, nowNs), "the path before was given up", nowNs);
            return;
        }
        if (present.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            Way other = Choice.best(ways, nowNs);
            if (other != null && other != present && other.pings().silentNs(nowNs) == 0) {
                if (present.isDirect()) {
                    present.die(nowNs);
                }
                change(other, "the path before fell silent", nowNs);
            }
            return;
        }
        for (Way way : ways) {
            if (way != present
                    && way.isDirect()
                    && way.isUsable()
                    && way.pings().silentNs(nowNs) < Timing.PATH_DOUBT_NS) {
                String why = Choice.reason(way, present, nowNs);
                if (why != null) {
                    change(way, why, nowNs);
                    return;
                }
            }
        }
    }

    private void change(@Nullable Way way, String why, long nowNs) {
        if (way == active) {
            return;
        }
        before = active != null && ways.contains(active) && active.isUsable() ? active : null;
        active = way;
        changedNs = nowNs;
        changes.add(new PathChange(nowNs, active(), why));
        if (changes.size() > Timing.PATH_CHANGES) {
            changes.remove();
        }
    }

    private void forget(Way way, List<PathAction> actions) {
        ways.remove(way);
        before = way == before ? null : before;
        if (!way.path().port().equals(port) && !usesPort(way.path().port())) {
            actions.add(new PathAction.Release(way.path().port()));
        }
    }

    /** Says what is to be used, if that has changed. */
    private List<PathAction> settle(long nowNs) {
        Way present = active;
        boolean proven = nowNs - changedNs >= Timing.MIRROR_NS;
        Way mirror = present == null ? null : Choice.mirror(ways, present, proven ? null : before, nowNs);
        PathAction.Use use = present == null
                ? new PathAction.Use(null, most, null)
                : new PathAction.Use(present.path(), present.limit(), mirror == null ? null : mirror.path());
        if (Objects.equals(use, used) || (used == null && present == null)) {
            return List.of();
        }
        used = use;
        return List.of(use);
    }

    private Optional<Way> find(PublicKey via) {
        return ways.stream().filter(way -> Objects.equals(via, way.via())).findFirst();
    }

    private Optional<Way> findDirect(Path path) {
        return ways.stream().filter(way -> way.isSameAs(path)).findFirst();
    }
}
