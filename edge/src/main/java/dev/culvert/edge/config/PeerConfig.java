package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * A peer of kind stock, as WireGuard configures one. Immutable.
 *
 * @param publicKey who the peer is
 * @param allowedIps inner addresses that are sent to it and accepted from it; host bits are zero, none repeated, at
 *     least one
 * @param endpoint where to reach it; without one it must call first
 * @param presharedKey {@link PresharedKey#NONE} if there is none
 * @param persistentKeepaliveSeconds 0 for off, to 65535
 */
public record PeerConfig(
        PublicKey publicKey,
        List<IpPrefix> allowedIps,
        Optional<HostPort> endpoint,
        PresharedKey presharedKey,
        int persistentKeepaliveSeconds) {

    /** Copies the list. */
    public PeerConfig {
        allowedIps = List.copyOf(allowedIps);
    }
}
