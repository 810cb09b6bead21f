package dev.culvert.edge.core;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.path.PathMachine;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.OwnNetwork;
import dev.culvert.edge.punch.ProbeBudget;
import dev.culvert.edge.punch.Punch;
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
    private final Punch punch;
    private final Exchange exchange;
    private final Map<Control.KindCase, Long> said = new EnumMap<>(Control.KindCase.class);
    private boolean connecting;
    private long connectAtNs;

    Member(Peer peer, CommunityContext context, OwnNetwork network, ProbeBudget budget, long nowNs) {
        PathSettings settings = context.paths();
        this.peer = peer;
        this.paths = new PathMachine(context.random(), settings.port(), settings.mtu(), settings.refreshNs());
        this.punch = new Punch(network, budget, context.random(), settings.direct(), paths::usesPort);
        this.exchange = new Exchange(context.random());
        this.sinceNs = nowNs;
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

    /** What is said to it, and heard of it, inside the session. */
    Exchange exchange() {
        return exchange;
    }

    /** Queues a message, in place of the one of its kind that is not acknowledged yet. */
    void say(Control.Builder message) {
        long former = said.getOrDefault(message.getKindCase(), 0L);
        exchange.replace(former, message).ifPresent(id -> said.put(message.getKindCase(), id));
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

    /** Whether packets went to it or came from it in the last seconds. */
    boolean isInUse(long nowNs) {
        Activity activity = peer.session().activity();
        return isRecent(activity.lastDataSentNs(), nowNs) || isRecent(activity.lastDataReceivedNs(), nowNs);
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
