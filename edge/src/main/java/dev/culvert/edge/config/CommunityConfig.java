package dev.culvert.edge.config;

import dev.culvert.common.config.SecretText;
import java.util.List;

/**
 * Which community an edge joins, and where. Immutable.
 *
 * @param name 1 to 63 bytes without control characters; never travels
 * @param secret what every member knows, and nobody else
 * @param typed whether somebody typed the secret at a prompt: then it must not leave a trace on the disk
 * @param supernodes where to register, in the order of preference; at least one, none twice
 */
public record CommunityConfig(String name, SecretText secret, boolean typed, List<SupernodeSpec> supernodes) {

    /** Copies the list. */
    public CommunityConfig {
        supernodes = List.copyOf(supernodes);
    }
}
