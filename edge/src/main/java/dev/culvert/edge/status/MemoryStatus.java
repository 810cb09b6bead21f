package dev.culvert.edge.status;

import java.util.OptionalLong;

/**
 * What an edge remembers of the peers that have answered it directly. Immutable.
 *
 * @param peers how many, those of earlier starts included
 * @param lastSeenSecondsAgo when the last of them answered; empty if there are none
 * @param words what is done with it and what is missing while no supernode answers; else ""
 */
public record MemoryStatus(int peers, OptionalLong lastSeenSecondsAgo, String words) {}
