package dev.culvert.edge.cli;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ops.ExitException;
import dev.culvert.edge.status.NetcheckReport;
import java.util.List;

/** Checks the network: the real one, or a fake in tests. */
interface Netchecker {
    /** Asks supernodes, the given servers and the public ones, and the router unless it shall be left alone. */
    NetcheckReport check(List<HostPort> supernodes, List<HostPort> servers, boolean portMapping)
            throws ExitException, InterruptedException;
}
