package dev.culvert.edge.path;

import dev.culvert.common.ip.Endpoint;

/**
 * An endpoint of a peer that may become a path. Immutable.
 *
 * @param open takes packets from everybody: it may be pinged before the peer has opened anything
 */
public record Candidate(Endpoint endpoint, CandidateKind kind, boolean open) {}
