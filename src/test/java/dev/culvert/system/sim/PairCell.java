package dev.culvert.system.sim;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.List;

/**
 * A pair of sites whose edges are to meet.
 *
 * @param situation how the two lie to each other
 * @param inputAccept whether the INPUT chains of all NATs accept
 * @param foreign ports that others use up a second at each NAT of the second one
 */
record PairCell(Situation situation, NatKind a, NatKind b, boolean inputAccept, double foreign) {
    /** How two hosts lie to each other. */
    enum Situation {
        /** Each behind NATs of its own. */
        APART,
        /** The first's NAT forwards a port to it. */
        MAPPED,
        /** In one network behind one NAT. */
        LAN,
        /** Behind NATs of their own that are behind one carrier's, which hairpins and lets everybody in (RFC 6888). */
        HAIRPIN,
        /** As APART, and the first is open but for a firewall that lets in what was asked for. */
        FIREWALL,
        /** As APART; and each has an IPv6 address behind a firewall that lets in what was asked for. */
        IPV6
    }

    private static final NatBehavior CARRIER = NatBehavior.of(
                    Mapping.ENDPOINT_INDEPENDENT, Filtering.ENDPOINT_INDEPENDENT, new PortAllocation.Preserving())
            .hairpin(true);
    private static final int FORWARDED = 40_000;
    private static final int PORT = 7_777;

    static PairCell apart(NatKind a, NatKind b, boolean inputAccept) {
        return new PairCell(Situation.APART, a, b, inputAccept, 0);
    }

    /** Hosts of the two. */
    List<SimHost> hosts(SimInternet internet) {
        List<SimHost> hosts = switch (situation) {
            case APART, MAPPED, IPV6 -> List.of(internet.host(a, inputAccept), internet.host(b, inputAccept));
            case FIREWALL -> List.of(internet.hostBehindFirewall(), internet.host(b, inputAccept));
            case LAN -> {
                SimHost first = internet.host(a, inputAccept);
                yield List.of(first, internet.neighborOf(first));
            }
            case HAIRPIN -> {
                SimNat carrier = internet.carrier(CARRIER.inputAccept(inputAccept));
                yield List.of(
                        internet.hostBehind(carrier, a, inputAccept), internet.hostBehind(carrier, b, inputAccept));
            }
        };
        if (situation == Situation.IPV6) {
            hosts.forEach(internet::addIpv6);
        }
        hosts.getLast().nats().forEach(nat -> nat.foreignAllocations(foreign));
        return hosts;
    }

    /** What the first edge is told about forwarding, once it runs. */
    void forward(SimMember first) {
        if (situation == Situation.MAPPED) {
            SimHost host = first.host();
            host.nats().getLast().forward(FORWARDED, new Endpoint(host.address(), PORT));
            Endpoint outer = new Endpoint(host.outerAddress(), FORWARDED);
            first.community()
                    .useMapped(
                            List.of(new Candidate(outer, CandidateKind.MAPPED, false)),
                            host.network().nowNs());
        }
    }

    /** The mapping that a host of a kind is behind. */
    Mapping mapping(NatKind kind) {
        return situation == Situation.HAIRPIN && kind == NatKind.OPEN ? Mapping.ENDPOINT_INDEPENDENT : kind.mapping();
    }

    /** The filtering that a host of a kind is behind. */
    Filtering filtering(NatKind kind) {
        boolean firewall = situation == Situation.FIREWALL && kind == NatKind.OPEN;
        return firewall || situation == Situation.HAIRPIN ? Filtering.ADDRESS_AND_PORT_DEPENDENT : kind.filtering();
    }

    @Override
    public String toString() {
        String input = inputAccept ? "accept" : "drop";
        String where = situation == Situation.APART ? "" : situation + " ";
        return where + a + " x " + b + (foreign == 0 ? "" : ", " + Math.round(foreign) + "/s") + ", input " + input;
    }
}
