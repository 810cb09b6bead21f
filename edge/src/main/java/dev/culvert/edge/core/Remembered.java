package dev.culvert.edge.core;

import java.time.Instant;
import java.util.Optional;

/**
 * What an edge remembers of its peers at one moment. Immutable.
 *
 * @param peers how many have answered directly, now or before this start
 * @param goodAt when any of them answered last; empty if there are none
 * @param recalled whether no supernode answers, so that they are tried where they are remembered
 */
public record Remembered(int peers, Optional<Instant> goodAt, boolean recalled) {}
