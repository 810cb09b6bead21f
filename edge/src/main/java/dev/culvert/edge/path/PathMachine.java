package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.Tally;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
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
    private final Refresh refresh;
    private final List<Way> ways = new ArrayList<>();
    private final ChangeLog changes = new ChangeLog();
    private @Nullable Way active;
    private @Nullable Way detour; // used in its place until it answers: handshakes by it were not answered
    private @Nullable Way before; // the active one, until the present one has proved itself
    private long changedNs;
    private PathAction.@Nullable Use used; // what was last asked for
    private long inUseSinceNs = Activity.NEVER;
    private long lastUseNs;
    private int unanswered; // handshakes, since the last pong

    /**
     * No paths yet.
     *
     * @param random chooses the pings' ids
     * @param port the edge's own, which is never released
     * @param most bytes of the largest packet: the device's MTU
     * @param keepalive how often an idle direct path is kept open
     */
    public PathMachine(RandomGenerator random, UdpPort port, int most, Keepalive keepalive) {
        this.random = random;
        this.port = port;
        this.most = most;
        this.refresh = new Refresh(keepalive);
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

    /** Whether that is no path yet, and could become one. */
    public boolean isNew(Path source, CandidateKind kind) {
        return !source.isRelayed() && findDirect(source).isEmpty() && Choice.isWanted(kind, ways, active);
    }

    /** A ping came straight from there: a path, perhaps. It is pinged at once. */
    public List<PathAction> onPing(Path source, CandidateKind kind, long nowNs) {
        findDirect(source).ifPresent(way -> way.pingedByPeer(nowNs));
        if (!isNew(source, kind)) {
            return List.of();
        }
        Way way = Way.direct(source, kind, most, nowNs);
        ways.add(way);
        List<PathAction> actions = new ArrayList<>();
        way.probe(actions, random, nowNs);
        return actions;
    }

    /** A ping on trial, or a handshake, was answered from there: a path, used at once where there is no other. */
    public List<PathAction> onProbeAnswered(Path source, CandidateKind kind, long nowNs) {
        if (source.isRelayed() || (findDirect(source).isEmpty() && !Choice.isWanted(kind, ways, active))) {
            return List.of();
        }
        Way way = findDirect(source).orElseGet(() -> {
            Way found = Way.direct(source, kind, most, nowNs);
            ways.add(found);
            return found;
        });
        List<PathAction> actions = new ArrayList<>();
        way.answered(nowNs);
        if (active == null) {
            way.useUnmeasured();
            change(way, "the first that answers", nowNs);
        }
        way.probe(actions, random, nowNs);
        actions.addAll(settle(nowNs));
        return actions;
    }

    /** A pong came. What it proves is settled at once. */
    public List<PathAction> onPong(long id, long nowNs) {
        for (Way way : ways) {
            PingLog.Answered ping = way.ponged(id, nowNs);
            if (ping != null) {
                if (way == active && ping.sentNs() - changedNs >= 0) {
                    before = null; // it has proved itself
                    detour = null;
                }
                unanswered = 0;
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
        refresh.reset();
        List<PathAction> actions = new ArrayList<>();
        for (Way way : ways) {
            if (way.isDirect()) {
                way.mayHaveMoved();
                way.pingIfDue(0, actions, random, nowNs);
            }
        }
        actions.addAll(settle(nowNs));
        return actions;
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

    /** When the next idle path is to be kept open, or is unheard for long; before that nothing is due by itself. */
    public long idleUntilNs(long nowNs) {
        long intervalNs = refresh.intervalNs();
        return ways.stream()
                .mapToLong(way -> way.refreshDueNs(intervalNs, nowNs))
                .min()
                .orElse(nowNs + intervalNs);
    }

    /** Whether data goes straight to the peer, or could. */
    public boolean isDirect() {
        return active != null && active.isDirect();
    }

    /** The path that data goes by, or null. */
    public @Nullable Path active() {
        return active == null ? null : active.path();
    }

    /** The supernode that the active path leads over, or null. */
    public @Nullable PublicKey activeVia() {
        return active == null ? null : active.via();
    }

    /** Whether a path, other than the edge's own port, sends from this port. */
    public boolean usesPort(UdpPort candidate) {
        return ways.stream().anyMatch(way -> way.path().port().equals(candidate));
    }

    /** All paths, as they are now. */
    public List<PathReport> report(long nowNs) {
        return ways.stream().map(way -> way.report(way == active, nowNs)).toList();
    }

    /** What goes by each path, as it is counted on. */
    public List<Tally> tallies() {
        return ways.stream().map(Way::tally).toList();
    }

    /** The last changes of the active path, the oldest first. */
    public List<PathChange> changes() {
        return changes.all();
    }

    /**
     * A handshake by the active path was not answered, and without keys no ping can tell why: the next path in turn is
     * used for now, without a copy by the one that failed: of two copies the peer answers only the first. Nothing if there
     * is no other, nor the first time: one lost packet is no reason to leave a path.
     */
    public List<PathAction> useNext(long nowNs) {
        List<Way> usable = ways.stream().filter(Way::isUsable).toList();
        if (unanswered++ == 0 || usable.size() < 2) {
            return List.of();
        }
        detour = usable.get((usable.indexOf(detour == null ? active : detour) + 1) % usable.size());
        return settle(nowNs);
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
            ways.forEach(way -> way.pings().rest());
        } else if (inUseSinceNs == Activity.NEVER) {
            inUseSinceNs = nowNs;
        }
        for (Way way : List.copyOf(ways)) {
            tick(way, inUse, actions, nowNs);
        }
        choose(nowNs);
        prune(actions, nowNs);
        actions.addAll(settle(nowNs));
        if (inUse && nowNs - inUseSinceNs >= Timing.PATHS_SILENT_NS && Choice.areAllSilent(ways, nowNs)) {
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
        way.checkIfBlackHole(nowNs);
        if (way.isDirect() && way != active && way.isUsable() && way.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            way.die(nowNs);
        }
        if (way.state() instanceof WayState.Dead && way.pings().silentNs(nowNs) >= Timing.PATH_DOUBT_NS) {
            way.missed();
        }
        if (inUse && (way.isUsable() || way.state() instanceof WayState.Dead)) {
            way.pingIfDue(Pace.intervalNs(way, active, nowNs), actions, random, nowNs);
        } else {
            way.refreshIfDue(refresh.intervalNs(), actions, nowNs);
        }
    }

    /** Idle for so long that it is not kept open any more; but the last path is not given up. */
    private boolean isRested(Way way, long nowNs) {
        return way.isRested(lastUseNs, nowNs) && ways.stream().anyMatch(other -> !other.isDirect());
    }

    // -- which one is used -------------------------------------------------------------------------------------------

    private void choose(long nowNs) {
        Way present = active;
        if (present == null || !ways.contains(present)) {
            String why = changes.isEmpty() ? "the first that answers" : "the path before was given up";
            change(Choice.best(ways, nowNs), why, nowNs);
            return;
        }
        if (present.pings().silentNs(nowNs) >= Timing.PATH_DEAD_NS) {
            Way other = Choice.best(ways, nowNs);
            if (other != null && other != present && other.pings().silentNs(nowNs) == 0) {
                if (present.isDirect()) {
                    refresh.onDeath(present, inUseSinceNs);
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
                    && way.isHeard(nowNs)
                    && way.pings().silentNs(nowNs) < Timing.PATH_DOUBT_NS) {
                String why = Choice.reason(way, present, nowNs);
                if (why != null) {
                    change(way, why, nowNs);
                    return;
                }
            }
        }
    }

    /** Which paths the peer sends by shows only after a while of use. */
    private void prune(List<PathAction> actions, long nowNs) {
        Way present = active;
        if (present != null
                && present.isDirect()
                && inUseSinceNs != Activity.NEVER
                && nowNs - Math.max(inUseSinceNs, changedNs) >= Timing.PATH_PRUNE_NS) {
            Choice.excess(ways, present, nowNs).forEach(way -> forget(way, actions));
        }
    }

    private void change(@Nullable Way way, String why, long nowNs) {
        if (way == active) {
            return;
        }
        before = active != null && ways.contains(active) && active.isUsable() ? active : null;
        active = way;
        changedNs = nowNs;
        detour = null;
        ways.forEach(Way::compareAnew);
        changes.add(way, why, nowNs);
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
        detour = ways.contains(detour) ? detour : null;
        Way present = detour == null ? active : detour;
        boolean proven = nowNs - changedNs >= Timing.MIRROR_NS;
        Way mirror = present == null || present == detour
                ? null
                : Choice.mirror(ways, present, used == null ? null : used.mirror(), proven ? null : before, nowNs);
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
