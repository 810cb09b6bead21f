package dev.culvert.supernode.cli;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.status.RunningSupernode;

/** Starts a supernode: the real one, or a fake in tests. */
interface SupernodeStarter {
    /**
     * Returns when the ports are bound; a failed step has undone the earlier ones.
     *
     * @param key the supernode's own, the callee's from now on
     * @param state open and locked until the supernode is closed
     */
    RunningSupernode start(SupernodeConfig config, PrivateKey key, StateDirectory state) throws ExitException;
}
