package dev.culvert.edge.nat;

/**
 * What the NATs before an edge do, as a whole: the worst mapping and the worst filtering of them. Immutable.
 *
 * @param allocation how ports are chosen, where the mapping depends on the remote
 */
public record NatClass(Mapping mapping, Filtering filtering, Allocation allocation, Hairpin hairpin) {
    /** Nothing is known. */
    public static final NatClass UNKNOWN =
            new NatClass(Mapping.UNKNOWN, Filtering.UNKNOWN, new Allocation.Unknown(), Hairpin.UNKNOWN);

    /** Whether a peer that could not be met because of one cannot because of the other: rates may differ, and blocks a bit. */
    public boolean isAlike(NatClass other) {
        return mapping == other.mapping
                && filtering == other.filtering
                && hairpin == other.hairpin
                && allocation.isAlike(other.allocation);
    }

    /** The name that RFC 3489 gave such a NAT, which everybody still uses; "no NAT" where nobody could try to come in. */
    public String classicName() {
        return switch (mapping) {
            case UNKNOWN -> "unknown";
            case NONE ->
                switch (filtering) {
                    case UNKNOWN -> "no NAT";
                    case ENDPOINT_INDEPENDENT -> "open";
                    case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> "firewall";
                };
            case ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT -> "symmetric";
            case ENDPOINT_INDEPENDENT ->
                switch (filtering) {
                    case UNKNOWN -> "cone";
                    case ENDPOINT_INDEPENDENT -> "full cone";
                    case ADDRESS_DEPENDENT -> "restricted cone";
                    case ADDRESS_AND_PORT_DEPENDENT -> "port-restricted cone";
                };
        };
    }
}
