package dev.culvert.edge.nat;

/** Whose packets a NAT or firewall lets in (RFC 4787 section 5). */
public enum Filtering {
    /** Not found out. */
    UNKNOWN("unknown"),
    /** Everybody's. */
    ENDPOINT_INDEPENDENT("endpoint-independent"),
    /** Those of addresses that were sent to. */
    ADDRESS_DEPENDENT("address-dependent"),
    /** Those of endpoints that were sent to. */
    ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent");

    private final String words;

    Filtering(String words) {
        this.words = words;
    }

    /** RFC 4787's words. */
    @Override
    public String toString() {
        return words;
    }
}
