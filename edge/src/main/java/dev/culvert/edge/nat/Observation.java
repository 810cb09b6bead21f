package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;

/**
 * Where a STUN server saw the edge's main port. Immutable.
 *
 * @param server who saw it
 * @param mapped where
 * @param rttNs round trip to the server
 */
public record Observation(Endpoint server, Endpoint mapped, long rttNs) {}
