package dev.culvert.edge.nat;

/** How a NAT chooses the outer port of an inner one (RFC 4787 section 4.1). */
public enum Mapping {
    /** Not found out. */
    UNKNOWN("unknown"),
    /** There is no NAT: the outer endpoint is the host's own. */
    NONE("none"),
    /** The same port towards everybody. */
    ENDPOINT_INDEPENDENT("endpoint-independent"),
    /** Another port for each remote address. */
    ADDRESS_DEPENDENT("address-dependent"),
    /** Another port for each remote address and port. */
    ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent");

    private final String words;

    Mapping(String words) {
        this.words = words;
    }

    /** Whether the port that one remote sees is not the one that another sees. */
    public boolean isDependent() {
        return this == ADDRESS_DEPENDENT || this == ADDRESS_AND_PORT_DEPENDENT;
    }

    /** RFC 4787's words. */
    @Override
    public String toString() {
        return words;
    }
}
