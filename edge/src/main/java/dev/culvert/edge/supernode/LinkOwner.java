package dev.culvert.edge.supernode;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.SessionAction;
import dev.culvert.edge.peer.Peer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a link needs from its edge, and what it tells it. Conductor thread; must not block. */
public interface LinkOwner {
    /** The supernode's name shall be looked up; {@link SupernodeLink#onEndpoint} follows, now or later. */
    void resolve(SupernodeLink link);

    /** The key remembered from an earlier meeting, where none was configured. */
    Optional<PublicKey> knownKey(SupernodeLink link);

    /** The supernode has proved that this key is its own, and none was known: it is to be remembered. */
    void remember(SupernodeLink link, PublicKey key);

    /** Makes the supernode a peer with a session; null if its key cannot be one, or is another link's already. */
    @Nullable
    Peer connect(SupernodeLink link, PublicKey key, Path path);

    /** Forgets the supernode's session. */
    void disconnect(Peer supernode);

    /** Does what the supernode's session wants done. */
    void perform(List<SessionAction<Peer>> actions, long nowNs);

    /** Seals a control message for the supernode and sends it. Does nothing without keys. */
    void send(Peer supernode, Control message, long nowNs);

    /** What to register there; null while there is nothing to say. */
    @Nullable
    Register registration(SupernodeLink link, long nowNs);

    /** Whether packets of the last seconds went by this supernode's relay: then nothing may wait. */
    boolean isRelaying(SupernodeLink link, long nowNs);

    /** The edge is a member, again or with other terms. */
    void onRegistered(SupernodeLink link, Registered registered, boolean anew, long nowNs);

    /**
     * It sees us at an endpoint that is news.
     *
     * @param moved whether it saw us at another one before
     */
    void onObserved(SupernodeLink link, boolean moved, long nowNs);

    /** An address for an edge that asked for any; what that leads to. */
    Consequence onOffered(SupernodeLink link, Offered offered, long nowNs);

    /** A registration was refused; what that leads to. */
    Consequence onRefused(SupernodeLink link, Refused refused, long nowNs);

    /** A request of ours other than a registration was answered. */
    void onAnswer(SupernodeLink link, Control request, Control answer, long nowNs);

    /** Something that the supernode says by itself; it is acknowledged already. */
    void onPush(SupernodeLink link, Control push, long nowNs);

    /** The state, as status shows it, has changed. */
    void onState(SupernodeLink link);
}
