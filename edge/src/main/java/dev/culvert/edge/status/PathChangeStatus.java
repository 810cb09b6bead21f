package dev.culvert.edge.status;

/**
 * Packets to a peer went over to another path. Immutable.
 *
 * @param secondsAgo when
 * @param to in words: "direct ENDPOINT", "relay ENDPOINT" or "none"
 * @param why in words
 */
public record PathChangeStatus(long secondsAgo, String to, String why) {}
