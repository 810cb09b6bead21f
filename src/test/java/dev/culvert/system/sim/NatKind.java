package dev.culvert.system.sim;

import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.system.sim.PortAllocation.Block;
import dev.culvert.system.sim.PortAllocation.Preserving;
import dev.culvert.system.sim.PortAllocation.Random;
import dev.culvert.system.sim.PortAllocation.Sequential;
import java.util.List;
import java.util.stream.Stream;

/** The ways to be on the internet that pairs are made of, as the lab of network namespaces has them too. */
public enum NatKind {
    /** A public address, no firewall. */
    OPEN,
    /** One port towards all, and all may come in by it. */
    FULL_CONE,
    /** Linux's masquerade: one port towards all as long as nothing is in the way, and only the called come in. */
    CONE,
    /** One port towards all, and called addresses come in from any port of theirs. */
    ADDRESS_RESTRICTED,
    /** Another port for each remote, one after the other. */
    SEQUENTIAL,
    /** Another port for each remote, at random within a block of 1,024. */
    PORT_BLOCK,
    /** Another port for each remote, at random. */
    RANDOM,
    /** A masquerading router behind a masquerading router. */
    DOUBLE_CONE,
    /** Masquerade, and hosts inside reach each other by its outer address. */
    HAIRPIN,
    /** Masquerade behind a firewall that lets UDP out to supernodes alone. */
    UDP_ONLY_TO_SUPERNODE;

    /** The NATs of it, the nearest to the host first, with INPUT chains that accept or drop. */
    public List<NatBehavior> chain(boolean inputAccept) {
        return behaviors().map(nat -> nat.inputAccept(inputAccept)).toList();
    }

    /** Its mapping as a whole: what a detection that is let through has to find. */
    public Mapping mapping() {
        return behaviors().map(NatBehavior::mapping).reduce(Mapping.NONE, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    /** Its filtering as a whole: likewise. */
    public Filtering filtering() {
        return behaviors()
                .map(NatBehavior::filtering)
                .reduce(Filtering.ENDPOINT_INDEPENDENT, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }

    private Stream<NatBehavior> behaviors() {
        return switch (this) {
            case OPEN -> Stream.of();
            case FULL_CONE -> Stream.of(endpointIndependent(Filtering.ENDPOINT_INDEPENDENT));
            case ADDRESS_RESTRICTED -> Stream.of(endpointIndependent(Filtering.ADDRESS_DEPENDENT));
            case CONE, UDP_ONLY_TO_SUPERNODE -> Stream.of(NatBehavior.masquerade());
            case DOUBLE_CONE -> Stream.of(NatBehavior.masquerade(), NatBehavior.masquerade());
            case HAIRPIN -> Stream.of(NatBehavior.masquerade().hairpin(true));
            case SEQUENTIAL -> Stream.of(symmetric(new Sequential(20_000, 4_096, 1)));
            case PORT_BLOCK -> Stream.of(symmetric(new Block(1_024)));
            case RANDOM -> Stream.of(symmetric(new Random()));
        };
    }

    private static NatBehavior endpointIndependent(Filtering filtering) {
        return NatBehavior.of(Mapping.ENDPOINT_INDEPENDENT, filtering, new Preserving());
    }

    private static NatBehavior symmetric(PortAllocation ports) {
        return NatBehavior.of(Mapping.ADDRESS_AND_PORT_DEPENDENT, Filtering.ADDRESS_AND_PORT_DEPENDENT, ports);
    }
}
