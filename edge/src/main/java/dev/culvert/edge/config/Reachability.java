package dev.culvert.edge.config;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
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

    /**
     * Refuses endpoints inside the overlay: to be called once its network is known.
     *
     * @throws ExitException if there is one
     */
    public void refuseInside(IpPrefix overlay) throws ExitException {
        for (Endpoint endpoint : advertised) {
            if (overlay.contains(endpoint.address())) {
                throw new ExitException(
                        ExitCode.BAD_CONFIGURATION, "advertise: " + inside(endpoint.address(), overlay));
            }
        }
    }

    static String inside(IpAddress address, IpPrefix overlay) {
        return address + " is inside the overlay (" + overlay.network()
                + "): write the address that the router has outside";
    }
}
