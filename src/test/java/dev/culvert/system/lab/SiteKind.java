package dev.culvert.system.lab;

import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a host of a {@link Wan} is joined to it: everything between its socket and the public internet. */
public enum SiteKind {
    /** It has a public address, and nothing is in its way. */
    OPEN,
    /** It has a public address, and a firewall of its own that lets in answers only. */
    FIREWALLED,
    /** Behind a router of this kind. */
    FULL_CONE,
    /** Behind a router of this kind. */
    RESTRICTED,
    /** Behind a router of this kind. */
    CONE,
    /** Behind a router that is a cone, whose provider has another one (100.64.0.0/10) for its customers. */
    DOUBLE,
    /** Behind a router of this kind. */
    SEQUENTIAL,
    /** Behind a router of this kind. */
    PORT_BLOCK,
    /** Behind a router of this kind. */
    RANDOM,
    /** Behind a random router that forwards ports to who asks for it (PCP, NAT-PMP, UPnP). */
    MAPPED,
    /**
     * Behind a random router, with a public IPv6 address besides, to which the router lets in what was asked for.
     */
    IPV6,
    /** Behind a cone that lets UDP out to the supernode only. */
    SUPERNODE_ONLY;

    /** Its routers, the one next to the host first. */
    private List<NatKind> routers() {
        return switch (this) {
            case OPEN, FIREWALLED -> List.of();
            case FULL_CONE -> List.of(NatKind.FULL_CONE);
            case RESTRICTED -> List.of(NatKind.RESTRICTED);
            case CONE, SUPERNODE_ONLY -> List.of(NatKind.CONE);
            case DOUBLE -> List.of(NatKind.CONE, NatKind.CONE);
            case SEQUENTIAL -> List.of(NatKind.SEQUENTIAL);
            case PORT_BLOCK -> List.of(NatKind.PORT_BLOCK);
            case RANDOM, MAPPED, IPV6 -> List.of(NatKind.RANDOM);
        };
    }

    /** The name that people type and read: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of this name, if there is one. */
    public static Optional<SiteKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** How the routers together choose public ports. */
    public Mapping mapping() {
        return routers().isEmpty() ? Mapping.NONE : routers().getLast().mapping();
    }

    /** Whom the routers together let in. */
    public Filtering filtering() {
        if (this == FIREWALLED) {
            return Filtering.ADDRESS_AND_PORT_DEPENDENT;
        }
        return routers().isEmpty()
                ? Filtering.ENDPOINT_INDEPENDENT
                : routers().getLast().filtering();
    }

    /** What its routers are told, the one next to the host first. */
    List<NatRules> rules(InputPolicy input, List<String> supernode) {
        return routers().stream()
                .map(NatRules::of)
                .map(rules -> rules.input(input))
                .map(rules -> this == SUPERNODE_ONLY ? rules.onlyUdpTo(supernode) : rules)
                .map(rules -> this == MAPPED ? rules.mappingPorts() : rules)
                .toList();
    }

    @Override
    public String toString() {
        return word();
    }
}
