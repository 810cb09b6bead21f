package dev.culvert.system.sim;

import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A way to be on the internet, and what a detection has to find there. Immutable.
 *
 * @param place puts a host there
 * @param ports how the port of each remote is chosen, as seen from outside; of no interest where the mapping is not dependent
 * @param hairpin whether hosts inside really reach each other by the outer address
 * @param depth how many NATs there are
 */
record DetectionCase(
        String name,
        Function<SimInternet, SimHost> place,
        Mapping mapping,
        Filtering filtering,
        PortAllocation ports,
        Hairpin hairpin,
        int depth) {
    /** A detected block covers so much of the one built, and is not more than twice as large. */
    private static final double COVERED = 2.0 / 3;

    /** One of the kinds that pairs are made of. */
    static DetectionCase of(NatKind kind, boolean inputAccept) {
        List<NatBehavior> chain = kind.chain(inputAccept);
        return new DetectionCase(
                kind + input(inputAccept),
                internet -> internet.host(kind, inputAccept),
                kind.mapping(),
                kind.filtering(),
                chain.isEmpty()
                        ? new PortAllocation.Preserving()
                        : chain.getLast().ports(),
                chain.isEmpty() ? Hairpin.UNKNOWN : hairpin(chain.getLast()),
                chain.size());
    }

    /** One NAT. */
    static DetectionCase of(NatBehavior nat) {
        return new DetectionCase(
                describe(nat),
                internet -> internet.host(List.of(nat)),
                mapping(nat),
                nat.filtering(),
                nat.ports(),
                hairpin(nat),
                1);
    }

    /** A home's NAT behind a carrier's, neither of which hairpins: the worst of both, and the ports that are seen last. */
    static DetectionCase behindCarrier(NatBehavior carrier, NatKind home, boolean inputAccept) {
        NatBehavior inner = home.chain(inputAccept).getLast();
        return new DetectionCase(
                home + " behind " + describe(carrier.inputAccept(inputAccept)),
                internet -> internet.hostBehind(internet.carrier(carrier.inputAccept(inputAccept)), home, inputAccept),
                worst(mapping(inner), mapping(carrier)),
                worst(inner.filtering(), carrier.filtering()),
                mapping(carrier).isDependent() ? carrier.ports() : inner.ports(),
                Hairpin.NO,
                2);
    }

    /** A public address behind a firewall that lets in answers only. */
    static DetectionCase firewalled() {
        return new DetectionCase(
                "FIREWALLED",
                SimInternet::hostBehindFirewall,
                Mapping.NONE,
                Filtering.ADDRESS_AND_PORT_DEPENDENT,
                new PortAllocation.Preserving(),
                Hairpin.UNKNOWN,
                0);
    }

    /** The same while others use up so many ports a second at its outermost NAT. */
    DetectionCase among(double foreignPerSecond) {
        return new DetectionCase(
                name + ", others " + (int) foreignPerSecond + "/s",
                internet -> {
                    SimHost host = place.apply(internet);
                    host.nats().getLast().foreignAllocations(foreignPerSecond);
                    return host;
                },
                mapping,
                filtering,
                ports,
                hairpin,
                depth);
    }

    /** Whether all of it was found. */
    boolean isRight(NatReport found) {
        return isMappingRight(found)
                && found.natClass().filtering() == filtering
                && found.natClass().hairpin() == hairpin
                && found.depth().equals(Optional.of(depth));
    }

    /** Whether that was found which no second address of a server is needed for. */
    boolean isMappingRight(NatReport found) {
        return found.natClass().mapping() == mapping
                && (mapping.isDependent()
                        ? isRight(found.natClass().allocation())
                        : found.natClass().allocation() instanceof Allocation.Unknown);
    }

    private boolean isRight(Allocation found) {
        return switch (ports) {
            case PortAllocation.Sequential(int _, int _, int built) ->
                found instanceof Allocation.Sequential(int step, double _) && step == built;
            case PortAllocation.Block(int size) -> found instanceof Allocation.Block block && isUseful(block, size);
            // The port that is kept is the first remote's; each other one sees any.
            case PortAllocation.Random _, PortAllocation.Preserving _ -> found instanceof Allocation.Random;
        };
    }

    private static boolean isUseful(Allocation.Block found, int size) {
        int first = (found.first() + found.last()) / 2 / size * size;
        int covered = Math.min(found.last(), first + size - 1) - Math.max(found.first(), first) + 1;
        return covered >= COVERED * size && found.size() <= 2 * size;
    }

    /** Where the inner port is kept and may be shared, all remotes see it, whatever the mapping would allow. */
    private static Mapping mapping(NatBehavior nat) {
        boolean shared = nat.ports() instanceof PortAllocation.Preserving
                && nat.filtering() == Filtering.ADDRESS_AND_PORT_DEPENDENT;
        return shared ? Mapping.ENDPOINT_INDEPENDENT : nat.mapping();
    }

    /** Where the mapping depends on the remote, the port that a server sees has sent to nobody else: it admits all or none. */
    private static Hairpin hairpin(NatBehavior nat) {
        boolean shut = mapping(nat).isDependent() && nat.filtering() != Filtering.ENDPOINT_INDEPENDENT;
        return nat.hairpin() && !shut ? Hairpin.YES : Hairpin.NO;
    }

    private static <T extends Comparable<T>> T worst(T a, T b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static String describe(NatBehavior nat) {
        String ports = switch (nat.ports()) {
            case PortAllocation.Preserving _ -> "preserving";
            case PortAllocation.Sequential(int _, int _, int step) -> String.format("sequential %+d", step);
            case PortAllocation.Random _ -> "random";
            case PortAllocation.Block(int size) -> "block " + size;
        };
        return nat.mapping() + ", " + nat.filtering() + ", " + ports + (nat.hairpin() ? ", hairpin" : "")
                + input(nat.inputAccept());
    }

    private static String input(boolean accept) {
        return accept ? ", accept" : ", drop";
    }

    @Override
    public String toString() {
        return name;
    }
}
