package dev.culvert.edge.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionOwner;
import dev.culvert.edge.peer.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Whom an edge answers: its peers, who calls in over a relay before the introduction has come, and who is remembered
 * where no supernode could introduce anybody. Conductor thread.
 */
public final class Admission implements SessionOwner<Peer> {
    private @Nullable Community community;

    /** From now on members of a community may call in. */
    void open(Community joined) {
        community = joined;
    }

    @Override
    public boolean isReachable(Peer peer) {
        return peer.isReachable()
                || (community != null && community.recollection().isRecalled(peer));
    }

    @Override
    public boolean welcomes(PublicKey newcomer, HandshakeSource source) {
        return community != null
                && (source.relayId() == RelayLeg.NONE
                        ? community.remembers(newcomer)
                        : community.hasRoomForNewcomers());
    }

    @Override
    public @Nullable Session<Peer> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
        return community == null ? null : community.admit(newcomer, source, nowNs);
    }
}
