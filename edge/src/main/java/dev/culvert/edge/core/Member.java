package dev.culvert.edge.core;

import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.path.PathAction;
import dev.culvert.edge.path.PathMachine;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Another edge of the community: the peer, what it says of itself, and its ways by each supernode. Conductor thread. */
final class Member {
    private final Peer peer;
    private final PathMachine paths;
    private final long sinceNs;
    private final Map<SupernodeLink, Integer> relayIds = new LinkedHashMap<>();
    private final Deque<byte[]> early = new ArrayDeque<>();
    private @Nullable GenuineRecord genuine;
    private boolean connecting;
    private long connectAtNs;

    Member(Peer peer, RandomGenerator random, long nowNs) {
        this.peer = peer;
        this.paths = new PathMachine(random);
        this.sinceNs = nowNs;
    }

    Peer peer() {
        return peer;
    }

    PathMachine paths() {
        return paths;
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
    List<PathAction> relay(SupernodeLink link, int relayId) {
        relayIds.put(link, relayId);
        return refresh(link);
    }

    /** The supernode's token or endpoint has changed. */
    List<PathAction> refresh(SupernodeLink link) {
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
        return paths.put(supernode.key(), new Path(direct.port(), direct.remote(), null, leg));
    }

    /** There is no relay by this supernode any more. */
    List<PathAction> leave(SupernodeLink link) {
        Peer supernode = link.peer();
        return relayIds.remove(link) == null || supernode == null ? List.of() : paths.remove(supernode.key());
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
