package dev.culvert.edge.cli;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.status.RunningEdge;

/** Starts an edge: the real one, or a fake in tests. */
interface EdgeStarter {
    /**
     * Returns when the interface is up and the port bound; a failed step has undone the earlier ones.
     *
     * @param seed the edge's identity, as stored in the state directory
     * @param state open and locked until the edge is closed
     */
    RunningEdge start(EdgeConfig config, IdentitySeed seed, StateDirectory state) throws ExitException;
}
