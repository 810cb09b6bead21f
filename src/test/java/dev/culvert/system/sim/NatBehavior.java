package dev.culvert.system.sim;

import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import java.time.Duration;

/**
 * What a {@link SimNat} does (RFC 4787). Immutable; built up from {@link #of} or {@link #masquerade}.
 *
 * @param mapping which datagrams of an inner endpoint share an outer port: one of the three dependencies
 * @param filtering whose datagrams come in: likewise
 * @param ports how the outer port of a new mapping is chosen
 * @param hairpin whether hosts inside reach each other by the NAT's outer address
 * @param inputAccept whether the NAT itself takes datagrams that are for nobody inside, as a Linux router does whose INPUT
 *     chain accepts: a connection between their source and the NAT's own port remains, which keeps that port from
 *     being mapped towards that source
 * @param unreplied how long a connection lasts that has seen one direction, or is younger than two seconds
 * @param replied how long any other lasts
 */
public record NatBehavior(
        Mapping mapping,
        Filtering filtering,
        PortAllocation ports,
        boolean hairpin,
        boolean inputAccept,
        Duration unreplied,
        Duration replied) {
    /** Linux's nf_conntrack_udp_timeout and nf_conntrack_udp_timeout_stream. */
    private static final Duration LINUX_UNREPLIED = Duration.ofSeconds(30);

    private static final Duration LINUX_REPLIED = Duration.ofMinutes(2);

    /** Checks that there is a NAT. */
    public NatBehavior {
        if (mapping == Mapping.UNKNOWN || mapping == Mapping.NONE || filtering == Filtering.UNKNOWN) {
            throw new IllegalArgumentException("a NAT's mapping is not " + mapping + ", its filtering not " + filtering
                    + ": name one of RFC 4787's three");
        }
    }

    /** Linux's lifetimes, no hairpinning, INPUT drops. */
    public static NatBehavior of(Mapping mapping, Filtering filtering, PortAllocation ports) {
        return new NatBehavior(mapping, filtering, ports, false, false, LINUX_UNREPLIED, LINUX_REPLIED);
    }

    /**
     * Linux's masquerade: the inner port where it is free towards that remote, so that all remotes see one port as long
     * as nothing comes between.
     */
    public static NatBehavior masquerade() {
        return of(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, new PortAllocation.Preserving());
    }

    /** The same with hairpinning or without. */
    public NatBehavior hairpin(boolean newHairpin) {
        return new NatBehavior(mapping, filtering, ports, newHairpin, inputAccept, unreplied, replied);
    }

    /** The same with an INPUT chain that accepts or drops. */
    public NatBehavior inputAccept(boolean newInputAccept) {
        return new NatBehavior(mapping, filtering, ports, hairpin, newInputAccept, unreplied, replied);
    }

    /** The same with these lifetimes. */
    public NatBehavior lifetimes(Duration newUnreplied, Duration newReplied) {
        return new NatBehavior(mapping, filtering, ports, hairpin, inputAccept, newUnreplied, newReplied);
    }
}
