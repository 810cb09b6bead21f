package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.Tally;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One path of a peer, where it stands, and what its pings have shown. */
final class Way {
    private final @Nullable PublicKey via;
    private final Tally tally;
    private final CandidateKind kind;
    private final long sinceNs;
    private final PingLog pings = new PingLog();
    private final SizeSearch size;
    private final int most;
    private WayState state;
    private int limit; // of packets; what is not measured yet counts as carrying all
    private boolean sized; // or at it
    private boolean mayHaveMoved; // one of the ends, since it last answered
    private int probes;
    private int pingsSincePadded;
    private long lastRefreshNs;
    private long betterSinceNs = Activity.NEVER; // than the one in use
    private long worseAtNs = Activity.NEVER; // than it, the last time
    private long peersPingNs = Activity.NEVER;

    private Way(@Nullable PublicKey via, Path path, CandidateKind kind, WayState state, int most, long nowNs) {
        this.via = via;
        this.tally = new Tally(path);
        this.kind = kind;
        this.state = state;
        this.most = most;
        this.limit = most;
        this.size = new SizeSearch(most);
        this.sinceNs = nowNs;
        this.lastRefreshNs = nowNs;
    }

    /** By a supernode's relay. */
    static Way relayed(PublicKey via, Path path, int most, long nowNs) {
        return new Way(via, path, CandidateKind.RELAY, new WayState.Usable(), most, nowNs);
    }

    /** Straight to the peer, perhaps. */
    static Way direct(Path path, CandidateKind kind, int most, long nowNs) {
        return new Way(null, path, kind, new WayState.Probing(), most, nowNs);
    }

    /** The supernode that it leads over; null if it is direct. */
    @Nullable
    PublicKey via() {
        return via;
    }

    Path path() {
        return tally.path();
    }

    /** What goes by it. */
    Tally tally() {
        return tally;
    }

    CandidateKind kind() {
        return kind;
    }

    boolean isDirect() {
        return via == null;
    }

    WayState state() {
        return state;
    }

    boolean isUsable() {
        return state instanceof WayState.Usable;
    }

    PingLog pings() {
        return pings;
    }

    /** Bytes of the largest packet that it carries. */
    int limit() {
        return limit;
    }

    /** Whether it begins or ends where the other does. */
    boolean isSameAs(Path other) {
        return isDirect()
                && !other.isRelayed()
                && path().remote().equals(other.remote())
                && path().port().equals(other.port());
    }

    // -- probing and sizing ------------------------------------------------------------------------------------------

    /** One of its ends may be elsewhere now: if it falls silent, that is no sign that it is a bad one. */
    void mayHaveMoved() {
        mayHaveMoved = true;
    }

    /** Whether it was heard where it is now, and so lately that a NAT has hardly forgotten it. */
    boolean isHeard(long nowNs) {
        return !mayHaveMoved && pings.answeredWithin(Timing.PATH_UNHEARD_NS, nowNs);
    }

    /** An answer to whatever was sent by it: it works in both directions. */
    void answered(long nowNs) {
        boolean lostByMoving = mayHaveMoved && state instanceof WayState.Dead;
        mayHaveMoved = false;
        if (state instanceof WayState.Probing || lostByMoving) {
            state = new WayState.Sizing();
            sized = true;
            size.raise(0, nowNs); // where it leads now more may pass than where it led
        }
    }

    /** There is no other that has answered: like a relay it counts as carrying all until that is measured. */
    void useUnmeasured() {
        if (state instanceof WayState.Sizing) {
            state = new WayState.Usable();
        }
    }

    /** Takes a pong of one of its own pings; null if it is none. */
    PingLog.@Nullable Answered ponged(long id, long nowNs) {
        PingLog.Answered ping = pings.ponged(id, nowNs);
        if (ping == null) {
            return null;
        }
        int padded = ping.size();
        answered(nowNs);
        if (!sized) { // a relay's first pong: before it there may have been no session
            sized = true;
            size.start(nowNs);
        }
        if (padded > 0) {
            size.onAnswered(padded);
        }
        if (state instanceof WayState.Sizing && size.answered() > 0) {
            state = new WayState.Usable();
            limit = size.answered(); // it was not used before, and is not worth waiting for more
        }
        if (state instanceof WayState.Dead(long deadNs, int inARow) && padded >= limit) {
            state = inARow + 1 >= Limits.PATH_RETURN_PONGS
                    ? new WayState.Usable()
                    : new WayState.Dead(deadNs, inARow + 1);
        }
        applySize(nowNs);
        return ping;
    }

    /** More is used as soon as it was answered, less when more had its time. */
    private void applySize(long nowNs) {
        int answered = size.answered();
        if (answered > limit || (answered > 0 && size.hasFirstResult(pings.smoothedNs(), nowNs))) {
            limit = answered;
        }
    }

    /** Packets of so many bytes do not even leave this host by it. */
    void refuse(int bytes, long nowNs) {
        size.refuse(bytes, nowNs);
        limit = Math.min(limit, bytes - 1);
    }

    /** Pings for what is not known yet: whether it answers, and what it carries. */
    void probe(List<PathAction> actions, RandomGenerator random, long nowNs) {
        if (state instanceof WayState.Probing) {
            while (probes < Timing.PROBE_PINGS_NS.size() && nowNs - sinceNs >= Timing.PROBE_PINGS_NS.get(probes)) {
                probes++;
                pings.tried(ping(0, actions, random, nowNs), 0, nowNs);
            }
        } else if (!(state instanceof WayState.Dead)) {
            if (limit < most && size.isDueAgain(nowNs)) {
                size.raise(limit, nowNs);
            }
            size.due(pings.smoothedNs(), nowNs)
                    .forEach(bytes -> pings.tried(ping(bytes, actions, random, nowNs), bytes, nowNs));
            applySize(nowNs);
        }
    }

    /** Whether nothing is to be hoped for any more. */
    boolean isHopeless(long nowNs) {
        return switch (state) {
            case WayState.Probing() -> nowNs - sinceNs >= Timing.PROBE_PATIENCE_NS;
            case WayState.Sizing() -> !size.isRunning();
            case WayState.Usable() -> false;
            case WayState.Dead(long deadNs, int _) -> nowNs - deadNs >= Timing.PATH_DEAD_PATIENCE_NS;
        };
    }

    /** Whether it is neither known to be good nor given up. */
    boolean isUnderTrial() {
        return state instanceof WayState.Probing
                || state instanceof WayState.Sizing
                || (isDirect() && size.isRunning());
    }

    // -- in use ------------------------------------------------------------------------------------------------------

    /** A ping by it if the last is old enough; now and then one as large as the largest packet. */
    void pingIfDue(long intervalNs, List<PathAction> actions, RandomGenerator random, long nowNs) {
        if (pings.isPingDue(intervalNs, nowNs)) {
            boolean padded = state instanceof WayState.Dead || pingsSincePadded >= Limits.PINGS_PER_PADDED - 1;
            pingsSincePadded = padded ? 0 : pingsSincePadded + 1;
            int bytes = padded ? limit : 0;
            pings.pinged(ping(bytes, actions, random, nowNs), bytes, nowNs);
        }
    }

    private long ping(int paddedTo, List<PathAction> actions, RandomGenerator random, long nowNs) {
        long id = random.nextLong();
        lastRefreshNs = nowNs;
        actions.add(new PathAction.Ping(path(), id, paddedTo));
        return id;
    }

    /** The peer has pinged it. */
    void pingedByPeer(long nowNs) {
        peersPingNs = nowNs;
    }

    /** Whether the peer sends by it, as far as its pings show. */
    boolean isUsedByPeer(long nowNs) {
        return peersPingNs != Activity.NEVER && nowNs - peersPingNs < Timing.PATH_DEAD_NS;
    }

    /** Large packets vanish on it, or were lost by chance: they are asked for, with smaller ones, and less is used if need be. */
    void checkIfBlackHole(long nowNs) {
        if (!size.isRunning() && pings.isBlackHole(limit, Limits.SIZE_LOSSES, size.startedNs(), nowNs)) {
            size.check(limit, nowNs);
        }
    }

    /** When it is to be kept open, or is unheard for so long that it needs a mirror. */
    long refreshDueNs(long intervalNs, long nowNs) {
        if (!isDirect() || !isUsable()) {
            return nowNs + intervalNs;
        }
        long dueNs = lastRefreshNs + intervalNs;
        long unheardNs = pings.lastPongNs() + Timing.PATH_UNHEARD_NS;
        return pings.answeredWithin(Timing.PATH_UNHEARD_NS, nowNs) ? Math.min(dueNs, unheardNs) : dueNs;
    }

    /** Keeps it open for NATs, where nothing else does. */
    void refreshIfDue(long intervalNs, List<PathAction> actions, long nowNs) {
        if (isDirect() && isUsable() && nowNs - lastRefreshNs >= intervalNs) {
            lastRefreshNs = nowNs;
            actions.add(new PathAction.Refresh(path()));
        }
    }

    /** Whether its last answer was so old when it began to be used again. */
    boolean wasUnheardFor(long ns, long usedSinceNs) {
        return pings.lastPongNs() != Activity.NEVER && usedSinceNs - pings.lastPongNs() >= ns;
    }

    /** It fell silent while it was used. */
    void die(long nowNs) {
        state = new WayState.Dead(nowNs, 0);
    }

    /** A ping of a dead one was missed: counting begins again. */
    void missed() {
        if (state instanceof WayState.Dead(long deadNs, int inARow) && inARow > 0) {
            state = new WayState.Dead(deadNs, 0);
        }
    }

    /** Whether it was neither used nor begun for so long that it is not kept open any more. */
    boolean isRested(long lastUseNs, long nowNs) {
        long restNs = nowNs - (lastUseNs == Activity.NEVER ? sinceNs : Math.max(lastUseNs, sinceNs));
        return isDirect() && isUsable() && restNs >= Timing.PATH_REST_NS;
    }

    /** Whether its last answer is younger than another's. */
    boolean answeredAfter(Way other) {
        long mine = pings.lastPongNs();
        long its = other.pings.lastPongNs();
        return mine != Activity.NEVER && (its == Activity.NEVER || mine - its > 0);
    }

    /** Whether this one has been clearly better than the one in use for long enough. */
    boolean isBetterForLong(Way used, long nowNs) {
        if (!isClearlyBetter(used, nowNs)) {
            betterSinceNs = Activity.NEVER;
        } else if (betterSinceNs == Activity.NEVER) {
            betterSinceNs = nowNs;
        }
        return betterSinceNs != Activity.NEVER && nowNs - betterSinceNs >= Timing.PATH_BETTER_NS;
    }

    /** Whether the one in use has been clearly better than this one, now or not long ago. */
    boolean wasWorseLately(Way used, long nowNs) {
        if (used.isClearlyBetter(this, nowNs)) {
            worseAtNs = nowNs;
        }
        return worseAtNs != Activity.NEVER && nowNs - worseAtNs < Timing.PATH_BETTER_NS;
    }

    /** Another one is in use now: it has not been compared with that. */
    void compareAnew() {
        betterSinceNs = Activity.NEVER;
        worseAtNs = Activity.NEVER;
    }

    /** A fifth and 5 ms faster, or a tenth less lost, and not by chance. */
    private boolean isClearlyBetter(Way other, long nowNs) {
        long mine = pings.smoothedNs();
        long its = other.pings.smoothedNs();
        boolean faster = mine > 0 && mine <= its - its / 5 && its - mine >= Timing.PATH_BETTER_RTT_NS;
        return faster || pings.loss(nowNs).isClearlyLessThan(other.pings.loss(nowNs));
    }

    /** What status shows. */
    PathReport report(boolean active, long nowNs) {
        return new PathReport(
                path(),
                kind,
                state,
                active,
                pings.smoothedNs(),
                pings.variationNs(),
                pings.loss(nowNs).percent(),
                limit,
                tally.receivedBytes(),
                tally.sentBytes());
    }
}
