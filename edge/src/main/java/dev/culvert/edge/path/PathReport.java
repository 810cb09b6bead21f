package dev.culvert.edge.path;

import dev.culvert.common.path.Path;

/**
 * One path of a peer at one moment. Immutable.
 *
 * @param active whether data goes by it
 * @param roundTripNs smoothed; 0 before the first pong
 * @param jitterNs smoothed deviation of the round-trip time
 * @param lossPercent of the last 100 pings
 * @param packetLimit bytes of the largest packet that it carries
 * @param receivedBytes of authentic messages that came by it first, since it was found
 * @param sentBytes of messages sent by it, copies too
 */
public record PathReport(
        Path path,
        CandidateKind kind,
        WayState state,
        boolean active,
        long roundTripNs,
        long jitterNs,
        int lossPercent,
        int packetLimit,
        long receivedBytes,
        long sentBytes) {
    /** The same where it must not carry data. */
    public PathReport unused() {
        return new PathReport(
                path, kind, state, false, roundTripNs, jitterNs, lossPercent, packetLimit, receivedBytes, sentBytes);
    }
}
