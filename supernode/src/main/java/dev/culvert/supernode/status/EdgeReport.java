package dev.culvert.supernode.status;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A member of a community, or a key that holds an address there. Immutable.
 *
 * @param address its overlay address
 * @param key who it is
 * @param name what it calls itself, "" while unknown
 * @param endpoint where it was seen last, if since the supernode's start
 * @param present whether it is registered and was heard of in time
 * @param lastSeenSecondsAgo since anything authentic came from it, if anything did since the supernode's start
 */
public record EdgeReport(
        IpAddress address,
        PublicKey key,
        String name,
        Optional<Endpoint> endpoint,
        boolean present,
        OptionalLong lastSeenSecondsAgo) {}
