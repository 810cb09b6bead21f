package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.time.Limits;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who was asked for the main port's mapping in one run, and what they said. Conductor thread. */
final class Answers {
    private final Set<Endpoint> asked = new LinkedHashSet<>();
    private final Set<Endpoint> silent = new LinkedHashSet<>();
    private final Map<Endpoint, StunAnswer> answers = new LinkedHashMap<>();

    /** Another run begins. */
    void clear() {
        asked.clear();
        silent.clear();
        answers.clear();
    }

    /** A server is to be asked; false if it was before, or too many were. */
    boolean ask(Endpoint server) {
        return asked.size() < Limits.STUN_ENDPOINTS && asked.add(server);
    }

    void add(StunAnswer answer) {
        answers.put(answer.server(), answer);
    }

    /** A server does not answer, or refuses. */
    void addSilent(Endpoint server) {
        silent.add(server);
    }

    boolean isAnyAsked() {
        return !asked.isEmpty();
    }

    boolean isAnyAddressAskedTwice() {
        return asked.stream().map(Endpoint::address).distinct().count() < asked.size();
    }

    /** Whether nobody has answered. */
    boolean isEmpty() {
        return answers.isEmpty();
    }

    boolean isFrom(Endpoint server) {
        return answers.containsKey(server);
    }

    /** Whether nobody is waited for of those who were asked, and there are such. */
    boolean areAll() {
        return isAnyAsked() && answers.size() + silent.size() == asked.size();
    }

    /** Whether a server may still answer over IPv4. */
    boolean isIpv4Coming() {
        return asked.stream()
                .anyMatch(server ->
                        server.address().isIpv4() && !answers.containsKey(server) && !silent.contains(server));
    }

    List<Endpoint> asked() {
        return List.copyOf(asked);
    }

    List<Endpoint> silent() {
        return List.copyOf(silent);
    }

    /** What all have seen, the fastest first. */
    List<Observation> observations() {
        return answers.values().stream()
                .sorted(Comparator.comparingLong(StunAnswer::rttNs))
                .map(answer -> new Observation(answer.server(), answer.mapped(), answer.rttNs()))
                .toList();
    }

    /** The answers that observations came from, in their order. */
    List<StunAnswer> of(List<Observation> observations) {
        return observations.stream()
                .map(one -> Objects.requireNonNull(answers.get(one.server())))
                .toList();
    }
}
