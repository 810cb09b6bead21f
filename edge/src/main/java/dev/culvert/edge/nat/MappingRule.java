package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several servers' observations of one port say of the mapping (RFC 5780 section 4.3). Pure.
 *
 * @param mapping the best guess from what is there
 * @param isConclusive whether no further server could say otherwise, unless one lies
 * @param used what it was concluded from: of one family, and where any came through a public address, those alone
 */
record MappingRule(Mapping mapping, boolean isConclusive, List<Observation> used) {
    /** From so many addresses on, a single one that differs does not count. */
    private static final int QUORUM = 3;

    /**
     * The rule's result.
     *
     * @param own the host's addresses
     * @param localPort the port that was observed
     * @param isIpv4Coming whether a server may still answer over IPv4: then nothing is concluded from IPv6
     */
    static MappingRule of(Collection<Observation> all, Collection<IpAddress> own, int localPort, boolean isIpv4Coming) {
        List<Observation> seen = fromOutside(ofOneFamily(all));
        if (seen.isEmpty()) {
            return new MappingRule(Mapping.UNKNOWN, false, seen);
        }
        IpAddress first = seen.getFirst().mapped().address();
        boolean isLast = first.isIpv4() || !isIpv4Coming;
        if (seen.stream()
                .map(Observation::mapped)
                .allMatch(at -> at.port() == localPort && own.contains(at.address()))) {
            // A server on the same LAN would see the same behind any NAT.
            return new MappingRule(Mapping.NONE, first.isPublic() && isLast, seen);
        }
        MappingRule compared = seen.size() < 2 ? new MappingRule(Mapping.UNKNOWN, false, seen) : compared(seen);
        return new MappingRule(compared.mapping, compared.isConclusive && isLast, seen);
    }

    /** Those over IPv4 if there are any. */
    private static List<Observation> ofOneFamily(Collection<Observation> all) {
        List<Observation> ipv4 =
                all.stream().filter(one -> one.mapped().address().isIpv4()).toList();
        return ipv4.isEmpty() ? List.copyOf(all) : ipv4;
    }

    /** Without those of servers before the last NAT: on the same LAN, or in the provider's own network. */
    private static List<Observation> fromOutside(List<Observation> all) {
        List<Observation> outside =
                all.stream().filter(one -> one.mapped().address().isPublic()).toList();
        return outside.isEmpty() ? all : outside;
    }

    private static MappingRule compared(List<Observation> seen) {
        boolean samePort = false;
        boolean otherPort = false;
        boolean sameAddress = false;
        boolean otherAddress = false;
        for (int i = 0; i < seen.size(); i++) {
            for (int j = i + 1; j < seen.size(); j++) {
                boolean equal = seen.get(i).mapped().equals(seen.get(j).mapped());
                if (seen.get(i).server().address().equals(seen.get(j).server().address())) {
                    samePort |= equal;
                    otherPort |= !equal;
                } else {
                    sameAddress |= equal;
                    otherAddress |= !equal;
                }
            }
        }
        if (sameAddress && (otherAddress || otherPort) && mostAgree(seen)) {
            return new MappingRule(Mapping.ENDPOINT_INDEPENDENT, samePort, seen);
        }
        if (otherPort) {
            return new MappingRule(Mapping.ADDRESS_AND_PORT_DEPENDENT, true, seen);
        }
        if (otherAddress) {
            // Where no two ports of one address were compared, the worse is assumed.
            return new MappingRule(
                    samePort ? Mapping.ADDRESS_DEPENDENT : Mapping.ADDRESS_AND_PORT_DEPENDENT, samePort, seen);
        }
        return new MappingRule(Mapping.ENDPOINT_INDEPENDENT, samePort && sameAddress, seen);
    }

    /** Whether more than half of the servers' addresses saw the same: a NAT's port was taken once, or a server lies. */
    private static boolean mostAgree(List<Observation> seen) {
        Set<IpAddress> addresses = new HashSet<>();
        Map<Endpoint, Set<IpAddress>> witnesses = new HashMap<>();
        for (Observation one : seen) {
            addresses.add(one.server().address());
            witnesses
                    .computeIfAbsent(one.mapped(), unknown -> new HashSet<>())
                    .add(one.server().address());
        }
        int most = witnesses.values().stream().mapToInt(Set::size).max().orElse(0);
        return addresses.size() >= QUORUM && 2 * most > addresses.size();
    }
}
