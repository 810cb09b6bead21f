package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known in one round of both ends, and what follows: which paths may work, and how to open them. Immutable.
 *
 * @param offer the peer's of this round
 * @param observed where a supernode sees the peer
 * @param fresh a port of ours that was opened for this round, or null
 */
record Encounter(
        OwnNetwork network,
        Offer offer,
        @Nullable Endpoint observed,
        @Nullable UdpPort fresh) {
    private static final int MAX_PORT = 65_535;
    /** Later rounds reach further, where the number of our own NATs is not known. */
    private static final int FURTHER = 2;

    /** How to open our NATs. */
    Opening opening(ProbeBudget budget, VolleySchedule volleys, int failures, Consumer<UdpPort> opened, long nowNs) {
        int ttl = network.depth().map(depth -> depth + 1).orElse(Timing.OPENER_TTL + Math.min(failures, FURTHER));
        Endpoint target = target();
        NatClass own = network.natClass();
        if (target == null
                || !own.mapping().isDependent()
                || offer.nat().mapping().isDependent()) {
            return new SimultaneousOpen(pairs(), ttl);
        }
        if (own.allocation() instanceof Allocation.Sequential(int step, double _)) {
            return new SequentialOpening(network, target, step, ttl, opened);
        }
        if (!volleys.begin(nowNs)) {
            return new SimultaneousOpen(pairs(), ttl);
        }
        int ports = own.allocation() instanceof Allocation.Block ? Timing.BLOCK_PORTS : Timing.BIRTHDAY_PORTS;
        return new ManyPorts(network, budget, target, ports, ttl, own.allocation(), opened);
    }

    /** The peer's endpoint whose address a supernode has observed, too: only there many packets go. */
    @Nullable
    Endpoint target() {
        IpAddress address = observed == null ? null : observed.address();
        return offer.candidates().stream()
                .filter(candidate -> candidate.kind() == CandidateKind.OBSERVED
                        && candidate.endpoint().address().equals(address))
                .map(Candidate::endpoint)
                .findFirst()
                .orElse(null);
    }

    /** From each of our ports to each of the peer's candidates. */
    List<Path> pairs() {
        List<Path> paths = new ArrayList<>();
        for (Candidate candidate : offer.candidates()) {
            if (network.isOutside(candidate.endpoint())) {
                paths.add(Path.direct(network.port(), candidate.endpoint(), null));
                if (fresh != null && candidate.kind() != CandidateKind.LAN) {
                    paths.add(Path.direct(fresh, candidate.endpoint(), null));
                }
            }
        }
        return paths;
    }

    /** To each port that the peer's plan lists. */
    List<Path> planned(PunchPlan plan) {
        Endpoint target = target();
        return target == null
                ? List.of()
                : plan.getPortsList().stream()
                        .limit(Timing.SEQUENTIAL_PORTS)
                        .filter(port -> port > 0 && port <= MAX_PORT)
                        .map(port -> Path.direct(sender(), new Endpoint(target.address(), port), null))
                        .toList();
    }

    /** The port whose mapping we have offered first. */
    UdpPort sender() {
        return fresh == null ? network.port() : fresh;
    }
}
