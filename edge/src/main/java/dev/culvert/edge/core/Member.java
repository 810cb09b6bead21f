package dev.culvert.edge.core;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.path.PathMachine;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.ExtraPorts;
import dev.culvert.edge.punch.OwnNetwork;
import dev.culvert.edge.punch.ProbeBudget;
import dev.culvert.edge.punch.Punch;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another edge of the community: the peer, what it says of itself, and its ways by each supernode. Conductor thread. */
final class Member {
    private final Peer peer;
    private final PathMachine paths;
    private final long sinceNs;
    private final Map<SupernodeLink, Integer> relayIds = new LinkedHashMap<>();
    private final Deque<byte[]> early = new ArrayDeque<>();
    private @Nullable GenuineRecord genuine;
    private final ExtraPorts ports;
    private final Punch punch;
    private final Exchange exchange;
    private final Map<Control.KindCase, Long> said = new EnumMap<>(Control.KindCase.class);
    private @Nullable Path heardFrom;
    private final Call call;
    private List<Path> withheld = List.of();
    private final Demand demand = new Demand();
    private Verdict told = Verdict.PROBING;
    private @Nullable PathChange toldChange;
    private long asleepUntilNs;
    private boolean connecting;
    private long connectAtNs;

    Member(Peer peer, CommunityContext context, OwnNetwork network, ProbeBudget budget, long nowNs) {
        PathSettings settings = context.paths();
        this.peer = peer;
        this.paths = new PathMachine(context.random(), settings.port(), settings.mtu(), settings.keepalive());
        this.ports = new ExtraPorts(settings.ports(), paths::usesPort, network::forget);
        this.punch =
                new Punch(network, budget, context.random(), settings.mode().isDirectWanted(), ports);
        this.exchange = new Exchange(context.random());
        this.call = new Call(settings.port());
        this.sinceNs = nowNs;
        this.asleepUntilNs = nowNs;
    }

    Peer peer() {
        return peer;
    }

    PathMachine paths() {
        return paths;
    }

    Punch punch() {
        return punch;
    }

    /** The ports that were opened for it. */
    ExtraPorts ports() {
        return ports;
    }

    /** What is said to it, and heard of it, inside the session. */
    Exchange exchange() {
        return exchange;
    }

    /** Queues a message, in place of the one of its kind that is not acknowledged yet. */
    void say(Control.Builder message) {
        long former = said.getOrDefault(message.getKindCase(), 0L);
        exchange.replace(former, message).ifPresent(id -> said.put(message.getKindCase(), id));
    }

    /** An authentic handshake message came straight from there, or null: by a relay. */
    void heardFrom(@Nullable Path source) {
        heardFrom = source;
    }

    /** Where the last one came from, once. */
    @Nullable
    Path takeHeardFrom() {
        Path source = heardFrom;
        heardFrom = null;
        return source;
    }

    long sinceNs() {
        return sinceNs;
    }

    /** What it says of itself; null before its introduction. */
    @Nullable
    EdgeRecord record() {
        return genuine == null ? null : genuine.record();
    }

    /** The same, as it was signed. */
    @Nullable
    GenuineRecord genuine() {
        return genuine;
    }

    void learn(GenuineRecord next) {
        genuine = next;
    }

    /** How it is reached where nobody relays. */
    Call call() {
        return call;
    }

    /** Paths that are there and must not carry packets. */
    List<Path> withheld() {
        return withheld;
    }

    void withhold(List<Path> relays) {
        withheld = relays;
    }

    /** The packets that wait for a path to it. */
    Demand demand() {
        return demand;
    }

    /** Whether packets went to it, came from it or had to wait in the last seconds. */
    boolean isInUse(long nowNs) {
        Activity activity = peer.session().activity();
        return isRecent(activity.lastDataSentNs(), nowNs)
                || isRecent(activity.lastDataReceivedNs(), nowNs)
                || isRecent(demand.lastNs(), nowNs);
    }

    /** Whether something is due soon. */
    boolean isBusy() {
        return connecting
                || paths.isBusy()
                || punch.isBusy()
                || exchange.isWaiting()
                || peer.session().isHandshaking();
    }

    /** Whether ticks do nothing until {@link #asleepUntilNs}, unless something happens. */
    boolean maySleep(long nowNs) {
        return nowNs - asleepUntilNs < 0 && genuine != null && peer.staged().isEmpty() && !isInUse(nowNs) && !isBusy();
    }

    /** When something is due by itself. Does not change but by {@link #ticked}. */
    long asleepUntilNs() {
        return asleepUntilNs;
    }

    /** All that was due is done. */
    void ticked(long nowNs) {
        asleepUntilNs = paths.idleUntilNs(nowNs);
    }

    private static boolean isRecent(long timeNs, long nowNs) {
        return timeNs != Activity.NEVER && nowNs - timeNs < Timing.PATH_LINGER_NS;
    }

    /** Packets that came before the record, in order. */
    Deque<byte[]> early() {
        return early;
    }

    /** The supernodes that relay between us. */
    Collection<SupernodeLink> links() {
        return List.copyOf(relayIds.keySet());
    }

    boolean isRelayedBy(SupernodeLink link, int relayId) {
        return relayIds.getOrDefault(link, RelayLeg.NONE) == relayId;
    }

    /** There is a relay by this supernode, in place of the one before. */
    List<PathAction> relay(SupernodeLink link, int relayId, long nowNs) {
        relayIds.put(link, relayId);
        return refresh(link, nowNs);
    }

    /** The supernode's token or endpoint has changed. */
    List<PathAction> refresh(SupernodeLink link, long nowNs) {
        Path direct = link.path();
        Peer supernode = link.peer();
        Integer relayId = relayIds.get(link);
        if (direct == null
                || supernode == null
                || relayId == null
                || link.token().isEmpty()) {
            return List.of();
        }
        RelayLeg leg = new RelayLeg(relayId, link.token().getAsLong());
        return paths.relay(supernode.key(), new Path(direct.port(), direct.remote(), null, leg), nowNs);
    }

    /** There is no relay by this supernode any more. */
    List<PathAction> leave(SupernodeLink link, long nowNs) {
        Peer supernode = link.peer();
        return relayIds.remove(link) == null || supernode == null ? List.of() : paths.leave(supernode.key(), nowNs);
    }

    /** Whether that is another change than the last; a detour is none. */
    boolean isNews(PathChange change) {
        boolean news = !change.equals(toldChange);
        toldChange = change;
        return news;
    }

    /** Whether that is another verdict than the last. */
    boolean isNews(Verdict verdict) {
        boolean news = verdict != told;
        told = verdict;
        return news;
    }

    /** A session is to be made, unless the other has begun by then. */
    void connectAt(long timeNs) {
        connecting = true;
        connectAtNs = timeNs;
    }

    /** Whether it is time; once. */
    boolean takeConnect(long nowNs) {
        boolean due = connecting && nowNs - connectAtNs >= 0;
        connecting &= !due;
        return due;
    }

    boolean isConnecting() {
        return connecting;
    }
}
