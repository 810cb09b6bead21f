package dev.culvert.supernode.status;

import dev.culvert.common.ip.IpAddress;

/**
 * Two edges that may send to each other by this supernode. Immutable.
 *
 * @param community its id
 * @param first overlay address of one end
 * @param second overlay address of the other
 * @param bytes forwarded, both directions together, headers below UDP not counted
 * @param packets forwarded, both directions together
 * @param idleSeconds since the last one; since the relay was made if there was none
 */
public record RelayReport(
        String community, IpAddress first, IpAddress second, long bytes, long packets, long idleSeconds) {}
