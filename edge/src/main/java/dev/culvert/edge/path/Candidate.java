package dev.culvert.edge.path;

import dev.culvert.common.ip.Endpoint;

/**
 * An endpoint of a peer that may become a path. Immutable.
 *
 * @param open takes packets from everybody, as far as was tested: no more than pings is worth a try at first
 */
public record Candidate(Endpoint endpoint, CandidateKind kind, boolean open) {}
