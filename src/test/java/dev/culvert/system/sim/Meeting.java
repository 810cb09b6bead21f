package dev.culvert.system.sim;

import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.NatClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two edges that meet once: both registered, their classes known, no session between them. The clock starts at the first
 * packet, and stops when both send straight to each other.
 *
 * @param direct how long that took; nothing if it did not happen in time
 * @param probes what the one that sent more has sent for it
 * @param rate the most packets of one of them within any second
 * @param ports the most ports that one of them had open at once, beside its own
 */
record Meeting(Optional<Duration> direct, int probes, int rate, int ports) {
    private static final CommunityKeys KEYS =
            CommunityKeys.derive("lab", "a secret of eleven words that a person has chosen");
    private static final int BLOCK = 1_024;
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final Duration PING = Duration.ofMillis(100);

    /** Lets two of a cell meet, for so long at most. Everything follows from cell and seed. */
    static Meeting of(PairCell cell, long seed, Duration longest) {
        SimInternet internet = new SimInternet(31 * seed + cell.toString().hashCode());
        SimNetwork network = internet.network();
        SimSupernode supernode = internet.supernode();
        List<SimHost> hosts = cell.hosts(internet);
        SimMember a = new SimMember(hosts.getFirst(), KEYS, "10.0.0.1/24", supernode).start();
        SimMember b = new SimMember(hosts.getLast(), KEYS, "10.0.0.2/24", supernode).start();
        network.runUntil(() -> a.isRegistered() && b.isRegistered(), Duration.ofSeconds(60));
        cell.forward(a);
        a.behind(natClass(cell, cell.a(), a), a.host().nats().size());
        b.behind(natClass(cell, cell.b(), b), b.host().nats().size());
        network.run(SETTLED);
        Effort effortA = new Effort(a, Set.copyOf(supernode.host().addresses()));
        Effort effortB = new Effort(b, Set.copyOf(supernode.host().addresses()));
        Optional<Duration> direct = untilDirect(network, a, b, longest);
        return new Meeting(
                direct,
                Math.max(effortA.probes(), effortB.probes()),
                Math.max(effortA.mostInASecond(), effortB.mostInASecond()),
                Math.max(effortA.mostPorts(), effortB.mostPorts()));
    }

    private static Optional<Duration> untilDirect(SimNetwork network, SimMember a, SimMember b, Duration longest) {
        a.ping(b.overlay());
        a.pingEvery(PING, b);
        try {
            return Optional.of(network.runUntil(() -> a.isDirect() && b.isDirect(), longest));
        } catch (AssertionError e) {
            return Optional.empty();
        }
    }

    /** What an edge that has found out about its NATs knows. */
    static NatClass natClass(PairCell cell, NatKind kind, SimMember member) {
        int block = member.observed().orElseThrow().port() & -BLOCK;
        Allocation allocation = switch (kind) {
            case SEQUENTIAL -> new Allocation.Sequential(1, 0);
            case PORT_BLOCK -> new Allocation.Block(block, block + BLOCK - 1);
            case RANDOM -> new Allocation.Random();
            default -> new Allocation.Unknown();
        };
        return new NatClass(cell.mapping(kind), cell.filtering(kind), allocation, Hairpin.UNKNOWN);
    }
}
