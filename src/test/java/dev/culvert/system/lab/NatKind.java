package dev.culvert.system.lab;

import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;

/**
 * What a {@link NatRouter} does to UDP (RFC 4787). The rules that do it are {@link NatRules}'.
 *
 * <p>Linux keeps a private port where it is free and lets in what answers a packet sent before. That is endpoint-independent
 * mapping with address-and-port-dependent filtering, as long as no two flows want one public port towards one remote endpoint.
 */
public enum NatKind {
    /** One public port towards everybody, and everybody may send to it once it exists. */
    FULL_CONE(Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT),
    /** One public port towards everybody; any port of an address that was sent to may answer. */
    RESTRICTED(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_DEPENDENT),
    /** Linux's masquerade, most home routers: one public port; only an endpoint that was sent to may answer. */
    CONE(Mapping.ENDPOINT_INDEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /** Another port for each remote endpoint: always the next one of 20000 to 24095. */
    SEQUENTIAL(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /** Another port for each remote endpoint, at random among 20000 to 21023: a carrier's block for one customer. */
    PORT_BLOCK(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT),
    /** Another port for each remote endpoint, at random among all from 1024 up. */
    RANDOM(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT);

    private final Mapping mapping;
    private final Filtering filtering;

    NatKind(Mapping mapping, Filtering filtering) {
        this.mapping = mapping;
        this.filtering = filtering;
    }

    /** How it chooses public ports. */
    public Mapping mapping() {
        return mapping;
    }

    /** Whom it lets in. */
    public Filtering filtering() {
        return filtering;
    }
}
