package dev.culvert.edge.punch;

import dev.culvert.common.control.pb.PunchPlan;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known in one round of both ends, and what follows: which paths may work, and how to open them. Immutable.
 *
 * @param offer the peer's of this round
 * @param fresh a port of ours that was opened for this round, or null
 * @param aimed how many of our NAT's ports lead up to the one that we have named; 0 if that was not done
 * @param failures rounds in a row that have failed
 * @param beside whether data goes straight already: no strategy is worth its packets then
 */
record Encounter(Means means, Offer offer, @Nullable UdpPort fresh, int aimed, int failures, boolean beside) {
    private static final int MAX_PORT = 65_535;

    private OwnNetwork network() {
        return means.network();
    }

    /** Whether many ports are to be opened. */
    boolean wantsManyPorts(long nowNs) {
        return wantsStrategy()
                && (isAimed() || !(network().natClass().allocation() instanceof Allocation.Sequential))
                && means.volleys().mayBegin(nowNs);
    }

    private boolean wantsStrategy() {
        return !beside && (isHard() || isAimed()) && (failures > 0 || !mayBeOpen());
    }

    /** Whether both NATs give ports one after the other, and we have named one that ours will give. */
    private boolean isAimed() {
        return aimed > 0 && target() != null && offer.nat().allocation() instanceof Allocation.Sequential;
    }

    /** How to open our NATs. */
    Opening opening(boolean manyPorts) {
        Endpoint target = target();
        if (target == null || !wantsStrategy()) {
            return simultaneous();
        }
        int ttl = ttl(target);
        Allocation allocation = network().natClass().allocation();
        if (isAimed()) {
            return manyPorts ? new AimedOpening(means.ports(), means.allowance(), target, aimed, ttl) : simultaneous();
        }
        if (allocation instanceof Allocation.Sequential(int step, double _)) {
            return new SequentialOpening(network(), means.ports(), means.allowance(), target, step, ttl);
        }
        return manyPorts ? new ManyPorts(means.ports(), means.allowance(), target, ttl, allocation) : simultaneous();
    }

    /** Whether our NAT, and not the peer's, has another port for each remote: a simultaneous open does not get through. */
    boolean isHard() {
        return target() != null
                && network().natClass().mapping().isDependent()
                && !offer.nat().mapping().isDependent();
    }

    /** Whether one end may be reached by all. Then nothing more is spent until that has failed. */
    private boolean mayBeOpen() {
        return Stream.concat(network().candidates().stream(), offer.candidates().stream())
                .anyMatch(candidate -> candidate.open() || candidate.kind() == CandidateKind.MAPPED);
    }

    /**
     * Whether the peer is to come in by a port that is forwarded to us. A packet of ours would leave by another, and a NAT
     * that remembers it would send the answers there, too.
     */
    private boolean isAwaited() {
        return failures == 0
                && isHard()
                && network().candidates().stream().anyMatch(candidate -> candidate.kind() == CandidateKind.MAPPED);
    }

    /** Whether an endpoint of the peer is where servers see it, and lets not everybody in. */
    private boolean isOnlyObserved(Endpoint endpoint) {
        return offer.candidates().stream()
                .anyMatch(candidate -> candidate.endpoint().equals(endpoint)
                        && candidate.kind() == CandidateKind.OBSERVED
                        && !candidate.open());
    }

    private SimultaneousOpen simultaneous() {
        return new SimultaneousOpen(
                pairs().stream()
                        .filter(path -> !isAwaited() || !isOnlyObserved(path.remote()))
                        .map(path -> new PunchAction.Open(path, ttl(path.remote())))
                        .toList(),
                means.allowance());
    }

    /**
     * How far openers go: beyond our NATs. Where the peer is behind the outermost of these too, a step less: it would take
     * them to the peer's own.
     */
    private int ttl(Endpoint to) {
        int beyond = network().openerTtl(failures);
        boolean shared = network().candidates().stream()
                .anyMatch(candidate -> candidate.kind() == CandidateKind.OBSERVED
                        && candidate.endpoint().address().equals(to.address()));
        return shared ? beyond - 1 : beyond;
    }

    /**
     * An endpoint of the peer whose address a supernode has observed, too: only there many packets go. That is where a NAT
     * shows it, or the peer's own behind a mere firewall; by IPv4 if possible, since that is where NATs are.
     */
    @Nullable
    Endpoint target() {
        return offer.candidates().stream()
                .filter(candidate -> candidate.kind() != CandidateKind.LAN
                        && means.observed().has(candidate.endpoint().address()))
                .min(Comparator.comparing((Candidate candidate) ->
                                !candidate.endpoint().address().isIpv4())
                        .thenComparing(candidate -> candidate.kind() != CandidateKind.OBSERVED))
                .map(Candidate::endpoint)
                .orElse(null);
    }

    /** From each of our ports to each of the peer's candidates. */
    List<Path> pairs() {
        List<Path> paths = new ArrayList<>();
        for (Candidate candidate : offer.candidates()) {
            if (network().isOutside(candidate.endpoint())) {
                paths.add(Path.direct(network().port(), candidate.endpoint(), null));
                if (fresh != null && candidate.kind() != CandidateKind.LAN) {
                    paths.add(Path.direct(fresh, candidate.endpoint(), null));
                }
            }
        }
        return paths;
    }

    /** The pairs that are worth a ping once the peer has opened; and to each port that its plan lists. */
    List<Path> pinged(PunchPlan plan) {
        List<Path> paths = new ArrayList<>(pairs());
        Endpoint target = target();
        if (target == null) {
            return paths;
        }
        // Ours would come from a port that the peer knows nothing of. Its NAT lets nothing in by it; and a Linux NAT
        // whose
        // volley meets that port later gives the rest of the volley another one.
        if (isAwaited() || isAimed() || (isHard() && offer.nat().filtering() == Filtering.ADDRESS_AND_PORT_DEPENDENT)) {
            paths.removeIf(path -> isOnlyObserved(path.remote()));
        }
        plan.getPortsList().stream()
                .limit(beside ? 0 : Limits.SEQUENTIAL_PORTS)
                .filter(port -> port > 0 && port <= MAX_PORT)
                .forEach(port -> paths.add(Path.direct(sender(), new Endpoint(target.address(), port), null)));
        return paths;
    }

    /** The port whose mapping we have offered first. */
    UdpPort sender() {
        return fresh == null ? network().port() : fresh;
    }
}
