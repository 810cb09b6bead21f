package dev.culvert.edge.peer;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import org.jspecify.annotations.Nullable;

/**
 * All that a data thread needs to send to a peer, replaced as a whole. Immutable.
 *
 * @param keypair the session's present keys, or null without a session
 * @param path the active path, or null while the peer's endpoint is not known
 */
public record SendState(
        @Nullable Keypair<Peer> keypair, @Nullable Path path) {
    /** No session, no path. */
    public static final SendState NOTHING = new SendState(null, null);
}
