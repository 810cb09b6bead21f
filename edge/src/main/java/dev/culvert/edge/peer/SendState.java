package dev.culvert.edge.peer;

import dev.culvert.common.path.Path;
import dev.culvert.common.session.Keypair;
import org.jspecify.annotations.Nullable;

/**
 * All that a data thread needs to send to a peer, replaced as a whole. Immutable, but for what is left of the mirror.
 *
 * @param keypair the session's present keys, or null without a session
 * @param path the active path, or null while the peer's endpoint is not known
 * @param packetLimit bytes of the largest packet that the active path carries; {@link #NOT_MEASURED} until that is known,
 *     when the device's MTU is the only limit. At least {@link #LEAST_LIMIT}
 * @param mirror by which everything is sent as well, or null
 */
public record SendState(
        @Nullable Keypair<Peer> keypair,
        @Nullable Path path,
        int packetLimit,
        @Nullable Mirror mirror) {
    /** What a path carries is not known: as much as IP packets have at most. */
    public static final int NOT_MEASURED = 65_535;
    /** What every link carries that carries IPv4 (RFC 791 section 3.2): a header with all options, and some data. */
    public static final int LEAST_LIMIT = 68;

    /** No session, no path. */
    public static final SendState NOTHING = new SendState(null, null, NOT_MEASURED, null);

    /** Checks the limit. */
    public SendState {
        if (packetLimit < LEAST_LIMIT) {
            throw new IllegalArgumentException("a path that carries " + packetLimit + " bytes does not carry IPv4");
        }
    }

    SendState withKeys(@Nullable Keypair<Peer> keys) {
        return new SendState(keys, path, packetLimit, mirror);
    }

    SendState withPath(@Nullable Path other, int limit, @Nullable Mirror copies) {
        return new SendState(keypair, other, limit, copies);
    }
}
