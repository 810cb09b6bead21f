package dev.culvert.edge.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.path.PathChange;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.Optional;

/** What a community tells its surroundings, and what it needs of them. Conductor thread; must not block. */
public interface CommunityListener {
    /** A supernode's name shall be looked up; {@link Community#onEndpoint} follows, now or later. */
    void resolve(SupernodeLink link);

    /** The key remembered for a supernode that was configured without one. */
    Optional<PublicKey> knownKey(SupernodeLink link);

    /** A supernode's key is to be remembered. */
    void remember(SupernodeLink link, PublicKey key);

    /** A supernode's state has changed. */
    void onLinkState(SupernodeLink link);

    /** A supernode chose this address, which the edge claims from now on; or it has none any more. */
    void onAddress(Optional<IpPrefix> address);

    /** A registration says that no other edge is there, and none was met since the start. At most once. */
    void onAlone(SupernodeLink link);

    /** No supernode answers: peers are recalled where they are remembered. Once until one answers. */
    void onWithoutSupernodes(Remembered remembered);

    /** A peer was introduced, or has another name. */
    void onMet(Peer peer, String name);

    /** Packets to a peer go by another path. */
    void onPath(Peer peer, PathChange change);

    /** A peer in use is not reached straight, and this is why; again where that changes. */
    void onVerdict(Peer peer, Verdict verdict);

    /** A supernode sees the edge elsewhere than before, though the host's own network may not have changed. */
    void onMoved();

    /** Something was found out about the NATs before this edge. */
    void onNat(NatReport report);

    /** A later start of the same key has taken the edge's place: it must stop, and not be started again. */
    void onReplaced(String why);

    /** The edge cannot be a member: it must stop, and say why. */
    void onRejected(String why);
}
