package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;

/** Where members find a supernode: a simulated one, or the way to a real one. */
public sealed interface SimUplink permits SimSupernode, Gateway {
    /** What datagrams for the supernode are sent to. */
    Endpoint endpoint();
}
