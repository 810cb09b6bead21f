package dev.culvert.edge;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.portmap.PortMapping;
import dev.culvert.edge.status.ForwardedStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others shall be told of that comes in from outside: what the user says is forwarded, and what routers say, as far as
 * it can be true. Conductor thread.
 */
final class Forwarding {
    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

    private final List<Endpoint> advertised;
    private final Set<String> said = new HashSet<>();
    private List<PortMapping> granted = List.of();

    /** With what the user says. */
    Forwarding(List<Endpoint> advertised) {
        this.advertised = List.copyOf(advertised);
    }

    /** What routers say now. */
    void use(List<PortMapping> mappings) {
        granted = List.copyOf(mappings);
    }

    /**
     * What peers are told; says in the log, once, what they are not told and why.
     *
     * @param observed where others see this edge
     */
    List<Candidate> candidates(Collection<Endpoint> observed) {
        List<Candidate> candidates = new ArrayList<>();
        advertised.forEach(endpoint -> candidates.add(new Candidate(endpoint, CandidateKind.MAPPED, true)));
        for (PortMapping mapping : granted) {
            Optional<String> flaw = mapping.flaw(observed);
            if (flaw.isEmpty()) {
                candidates.add(new Candidate(mapping.external(), CandidateKind.MAPPED, false));
            } else if (said.add(mapping.external() + flaw.get())) {
                log.info("peers are not told that the router forwards {}: {}", mapping.external(), flaw.get());
            }
        }
        return candidates;
    }

    /** What routers say, for the report. */
    List<ForwardedStatus> statuses(Collection<Endpoint> observed) {
        return granted.stream()
                .map(mapping -> new ForwardedStatus(
                        mapping.external(),
                        mapping.protocol().toString(),
                        mapping.flaw(observed).orElse("")))
                .toList();
    }
}
