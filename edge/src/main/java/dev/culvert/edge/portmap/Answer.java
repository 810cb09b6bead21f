package dev.culvert.edge.portmap;

import dev.culvert.common.ip.Endpoint;
import java.time.Duration;

/** What became of asking a router for a mapping. Immutable. */
sealed interface Answer {

    /**
     * There is one.
     *
     * @param restarted whether the router has lost what it knew before: mappings by other protocols are gone too
     */
    record Granted(Endpoint external, Duration lease, boolean restarted) implements Answer {}

    /**
     * There is none by what was asked now.
     *
     * @param why completes "port mapping by PROTOCOL: "
     */
    record None(String why) implements Answer {}
}
