package dev.culvert.system.natlab;

import dev.culvert.system.lab.Impairment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How each trial is done. Immutable.
 *
 * @param timeout how long two edges may try to become direct
 * @param seed of losses and foreign flows; the edges' own randomness is theirs
 * @param foreignFlows that other users of each site start a second, on average
 * @param edgeOptions given to both edges besides the usual ones
 * @param logs where logs and last words of edges that did not become direct are kept
 */
record Plan(Duration timeout, long seed, int foreignFlows, List<String> edgeOptions, Optional<Path> logs) {
    /** Each access link, each way: edge to edge 80 ms there and back, edge to supernode 40 ms. */
    static final Impairment ACCESS =
            Impairment.NONE.delay(Duration.ofMillis(20)).loss(0.01);

    /** Copies the list. */
    Plan {
        edgeOptions = List.copyOf(edgeOptions);
    }
}
