package dev.culvert.edge.status;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.edge.peer.PeerKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One peer at one moment. Immutable.
 *
 * @param publicKey who it is
 * @param name what it calls itself, "" while unknown and for a stock peer
 * @param allowedIps inner addresses sent to and accepted from it
 * @param kind which rules it lives by
 * @param path the way packets travel now
 * @param endpoint where packets go; empty without a path
 * @param receivedBytes outer bytes of authenticated messages from it, since this edge started
 * @param sentBytes outer bytes sent to it, since this edge started
 * @param lastHandshakeSecondsAgo age of the newest session, empty if there was none
 * @param state where its session stands
 * @param cipher what its session is sealed with; empty without one
 * @param verdict why it is on the path it is on: a code, a colon and words; "" for a stock peer
 * @param paths to it; none for a stock peer
 */
public record PeerStatus(
        PublicKey publicKey,
        String name,
        List<IpPrefix> allowedIps,
        PeerKind kind,
        PathKind path,
        Optional<Endpoint> endpoint,
        long receivedBytes,
        long sentBytes,
        OptionalLong lastHandshakeSecondsAgo,
        PeerState state,
        Optional<CipherSuite> cipher,
        String verdict,
        Optional<PeerPaths> paths) {

    /** Copies the list. */
    public PeerStatus {
        allowedIps = List.copyOf(allowedIps);
    }
}
