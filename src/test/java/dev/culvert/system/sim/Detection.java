package dev.culvert.system.sim;

import dev.culvert.edge.nat.NatReport;
import java.time.Duration;

/**
 * What an edge found out about its NATs.
 *
 * @param isRight whether that is what was built
 * @param time from the edge's start until all tests had ended
 */
record Detection(NatReport found, boolean isRight, Duration time) {}
