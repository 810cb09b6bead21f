package dev.culvert.edge.status;

import dev.culvert.common.ip.Endpoint;

/**
 * One path to a peer at one moment. Immutable.
 *
 * @param path direct or relayed
 * @param kind of the peer's endpoint: lan, public, observed, mapped, predicted; relay
 * @param remote where its packets go: the peer, or the supernode that relays
 * @param localPort the UDP port that they leave by
 * @param state probing, sizing, usable or dead
 * @param active whether packets go by it now
 * @param rttMs smoothed round-trip time in milliseconds; 0 before it was measured
 * @param jitterMs smoothed deviation from it
 * @param lossPercent of the last 100 pings
 * @param packetLimit bytes of the largest packet that it carries
 * @param receivedBytes outer bytes of authentic messages that came by it first, since it was found; handshakes not
 * @param sentBytes outer bytes sent by it, copies too; handshakes not
 */
public record PathStatus(
        PathKind path,
        String kind,
        Endpoint remote,
        int localPort,
        String state,
        boolean active,
        double rttMs,
        double jitterMs,
        int lossPercent,
        int packetLimit,
        long receivedBytes,
        long sentBytes) {}
