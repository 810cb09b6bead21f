package dev.culvert.edge.punch;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.CandidateKind;
import dev.culvert.common.control.pb.Candidates;
import dev.culvert.common.ip.AddressScope;
import dev.culvert.common.time.Limits;
import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.path.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * What an edge tells a peer at the beginning of a round. Immutable.
 *
 * @param nat what its NATs do
 * @param candidates where it may be reached, the best first
 * @param disabled its user does not want direct paths
 * @param onlySupernode its UDP reaches supernodes and nobody else
 */
public record Offer(int round, NatClass nat, List<Candidate> candidates, boolean disabled, boolean onlySupernode) {
    private static final int MAX_PORT = 65_535;

    /** Copies the list, as far as a peer reads it. */
    public Offer {
        candidates = candidates.stream().limit(Limits.CANDIDATES).toList();
    }

    /**
     * This edge's own.
     *
     * @param candidates where it may be reached
     * @param enabled whether its user wants direct paths; else nothing is said of candidates
     */
    static Offer own(int round, OwnNetwork network, List<Candidate> candidates, boolean enabled) {
        List<Candidate> said = enabled ? candidates : List.of();
        return new Offer(round, network.natClass(), said, !enabled, network.isOnlySupernodeReached());
    }

    /** Reads a peer's. What is malformed in it is left out. */
    static Offer read(Candidates message) {
        List<Candidate> candidates = message.getCandidatesList().stream()
                .flatMap(candidate -> read(candidate).stream())
                .toList();
        return new Offer(
                message.getRound(),
                read(message.getNat()),
                candidates,
                message.getDisabled(),
                message.getOnlySupernode());
    }

    private static Optional<Candidate> read(dev.culvert.common.control.pb.Candidate message) {
        return ControlMessages.endpoint(message.getEndpoint())
                .filter(endpoint -> AddressScope.of(endpoint.address()).isBeyondLink())
                .map(endpoint -> new Candidate(endpoint, read(message.getKind()), message.getOpen()));
    }

    private static dev.culvert.edge.path.CandidateKind read(CandidateKind kind) {
        return switch (kind) {
            case CANDIDATE_KIND_LAN -> dev.culvert.edge.path.CandidateKind.LAN;
            case CANDIDATE_KIND_PUBLIC -> dev.culvert.edge.path.CandidateKind.PUBLIC;
            case CANDIDATE_KIND_OBSERVED -> dev.culvert.edge.path.CandidateKind.OBSERVED;
            case CANDIDATE_KIND_MAPPED -> dev.culvert.edge.path.CandidateKind.MAPPED;
            case CANDIDATE_KIND_UNSPECIFIED, UNRECOGNIZED -> dev.culvert.edge.path.CandidateKind.PREDICTED;
        };
    }

    private static NatClass read(dev.culvert.common.control.pb.NatClass message) {
        Mapping mapping = switch (message.getMapping()) {
            case MAPPING_NONE -> Mapping.NONE;
            case MAPPING_ENDPOINT_INDEPENDENT -> Mapping.ENDPOINT_INDEPENDENT;
            case MAPPING_ADDRESS_DEPENDENT -> Mapping.ADDRESS_DEPENDENT;
            case MAPPING_ADDRESS_AND_PORT_DEPENDENT -> Mapping.ADDRESS_AND_PORT_DEPENDENT;
            case MAPPING_UNKNOWN, UNRECOGNIZED -> Mapping.UNKNOWN;
        };
        Filtering filtering = switch (message.getFiltering()) {
            case FILTERING_ENDPOINT_INDEPENDENT -> Filtering.ENDPOINT_INDEPENDENT;
            case FILTERING_ADDRESS_DEPENDENT -> Filtering.ADDRESS_DEPENDENT;
            case FILTERING_ADDRESS_AND_PORT_DEPENDENT -> Filtering.ADDRESS_AND_PORT_DEPENDENT;
            case FILTERING_UNKNOWN, UNRECOGNIZED -> Filtering.UNKNOWN;
        };
        return new NatClass(mapping, filtering, allocation(message, mapping), Hairpin.UNKNOWN);
    }

    private static Allocation allocation(dev.culvert.common.control.pb.NatClass message, Mapping mapping) {
        int first = message.getBlockFirst();
        int last = message.getBlockLast();
        if (!mapping.isDependent()) {
            return new Allocation.Unknown();
        } else if (message.getStep() != 0) {
            return new Allocation.Sequential(message.getStep(), 0);
        } else if (first > 0 && last >= first && last <= MAX_PORT) {
            return new Allocation.Block(first, last);
        }
        return new Allocation.Random();
    }

    /** The message. */
    Candidates toMessage() {
        Candidates.Builder message = Candidates.newBuilder()
                .setRound(round)
                .setNat(natMessage())
                .setDisabled(disabled)
                .setOnlySupernode(onlySupernode);
        for (Candidate candidate : candidates) {
            message.addCandidates(dev.culvert.common.control.pb.Candidate.newBuilder()
                    .setEndpoint(ControlMessages.endpoint(candidate.endpoint()))
                    .setKind(kindMessage(candidate))
                    .setOpen(candidate.open()));
        }
        return message.build();
    }

    private static CandidateKind kindMessage(Candidate candidate) {
        return switch (candidate.kind()) {
            case LAN -> CandidateKind.CANDIDATE_KIND_LAN;
            case PUBLIC -> CandidateKind.CANDIDATE_KIND_PUBLIC;
            case OBSERVED -> CandidateKind.CANDIDATE_KIND_OBSERVED;
            case MAPPED -> CandidateKind.CANDIDATE_KIND_MAPPED;
            case PREDICTED, RELAY -> CandidateKind.CANDIDATE_KIND_UNSPECIFIED;
        };
    }

    private dev.culvert.common.control.pb.NatClass natMessage() {
        var message = dev.culvert.common.control.pb.NatClass.newBuilder()
                .setMapping(
                        switch (nat.mapping()) {
                            case UNKNOWN -> dev.culvert.common.control.pb.NatClass.Mapping.MAPPING_UNKNOWN;
                            case NONE -> dev.culvert.common.control.pb.NatClass.Mapping.MAPPING_NONE;
                            case ENDPOINT_INDEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Mapping.MAPPING_ENDPOINT_INDEPENDENT;
                            case ADDRESS_DEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Mapping.MAPPING_ADDRESS_DEPENDENT;
                            case ADDRESS_AND_PORT_DEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Mapping.MAPPING_ADDRESS_AND_PORT_DEPENDENT;
                        })
                .setFiltering(
                        switch (nat.filtering()) {
                            case UNKNOWN -> dev.culvert.common.control.pb.NatClass.Filtering.FILTERING_UNKNOWN;
                            case ENDPOINT_INDEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Filtering.FILTERING_ENDPOINT_INDEPENDENT;
                            case ADDRESS_DEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Filtering.FILTERING_ADDRESS_DEPENDENT;
                            case ADDRESS_AND_PORT_DEPENDENT ->
                                dev.culvert.common.control.pb.NatClass.Filtering.FILTERING_ADDRESS_AND_PORT_DEPENDENT;
                        });
        switch (nat.allocation()) {
            case Allocation.Sequential(int step, double _) -> message.setStep(step);
            case Allocation.Block(int first, int last) ->
                message.setBlockFirst(first).setBlockLast(last);
            case Allocation.Unknown _, Allocation.Random _ -> {}
        }
        return message.build();
    }
}
