package dev.culvert.edge.config;

import dev.culvert.common.ip.Endpoint;
import java.util.List;

/**
 * By which further endpoints others may reach an edge. Immutable.
 *
 * @param portMapping whether the router is asked for a port mapping
 * @param advertised endpoints that are forwarded to this edge's port by hand; none twice
 */
public record Reachability(boolean portMapping, List<Endpoint> advertised) {
    /** What an edge has that is told nothing. */
    public static final Reachability DEFAULT = new Reachability(true, List.of());

    /** Copies the list. */
    public Reachability {
        advertised = List.copyOf(advertised);
    }
}
