package dev.culvert.edge.status;

import dev.culvert.common.ip.Endpoint;

/**
 * An endpoint that a router says it forwards to the edge. Immutable.
 *
 * @param endpoint where hosts outside send to
 * @param protocol by which the router was asked
 * @param flaw why peers are not told of it; "" where they are
 */
public record ForwardedStatus(Endpoint endpoint, String protocol, String flaw) {}
