package dev.culvert.common.session;

import dev.culvert.common.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the sessions knows and decides. Conductor thread.
 *
 * @param <P> what a session belongs to
 */
@FunctionalInterface
public interface SessionOwner<P> {
    /** Whether it is known where a peer is: no handshake is started before. */
    boolean isReachable(P peer);

    /** Whether a source must prove its address although there is no load. */
    default boolean demandsCookie(HandshakeSource source) {
        return false;
    }

    /**
     * Whether an initiation by an unknown key is worth its computing: {@link #admit} may follow.
     *
     * @param newcomer the key as claimed; nothing has shown yet that it is its owner's
     */
    default boolean welcomes(PublicKey newcomer, HandshakeSource source) {
        return false;
    }

    /**
     * An unknown key has shown that it is its owner's. May add a session for it ({@link Sessions#add}).
     *
     * @return its session, or null to refuse
     */
    default @Nullable Session<P> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
        return null;
    }
}
