package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import java.util.List;

/**
 * How an edge finds out what NATs are before it. Immutable.
 *
 * @param detection whether it does
 * @param servers the user's STUN servers, which come before the public ones
 */
public record NatConfig(boolean detection, List<HostPort> servers) {
    /** It does, with no servers but supernodes and public ones. */
    public static final NatConfig DEFAULT = new NatConfig(true, List.of());

    /** Copies the list. */
    public NatConfig {
        servers = List.copyOf(servers);
    }
}
