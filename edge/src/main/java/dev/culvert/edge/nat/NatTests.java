package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.path.UdpPorts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is tested once the mapping is known, each test from ports of its own: where the last NAT is; how it chooses ports,
 * if they depend on the remote; and when those samples are out, whom it lets in and whether it takes packets back inside.
 * Conductor thread.
 */
final class NatTests {
    /** Servers asked to answer from elsewhere: one whose other address is cut off would be taken for a filter. */
    private static final int FILTERING_SERVERS = 2;

    private final StunClient client;
    private final UdpPorts ports;
    private final StunServers servers;
    private final List<ThrowAwayPorts> opened = new ArrayList<>();
    private final boolean isTranslated;
    private @Nullable DepthProbe depthProbe;
    private @Nullable PortSampling sampling;
    private boolean resampled;
    private boolean lastBegun;
    private List<StunAnswer> filteringAsked = List.of();
    private Optional<Integer> depth = Optional.empty();
    private @Nullable Allocation allocation;
    private @Nullable Filtering filtering;
    private @Nullable Hairpin hairpin;

    /** Tests that have not begun. {@code isTranslated}: whether there is a NAT at all. */
    NatTests(StunClient client, UdpPorts ports, StunServers servers, boolean isTranslated) {
        this.client = client;
        this.ports = ports;
        this.servers = servers;
        this.isTranslated = isTranslated;
    }

    /** Looks for the last NAT. */
    void findDepth(StunAnswer server, long nowNs) {
        depthProbe = new DepthProbe(client, fresh(), server.server(), nowNs);
    }

    /** Samples ports; {@code alsoSeen} is what the NAT has given to the main port by the end. */
    void sample(StunAnswer server, Supplier<List<Endpoint>> alsoSeen, long nowNs) {
        sampling = new PortSampling(
                client,
                fresh(),
                server.server(),
                server.rttNs(),
                alsoSeen,
                (found, answeredNs) -> onSampled(found, server, alsoSeen, answeredNs),
                nowNs);
    }

    /** Too few answers tell nothing, and would hide for minutes what this NAT is: once more. */
    private void onSampled(Allocation found, StunAnswer server, Supplier<List<Endpoint>> alsoSeen, long nowNs) {
        if (found instanceof Allocation.Unknown && !resampled) {
            resampled = true;
            sample(server, alsoSeen, nowNs);
        } else {
            allocation = found;
        }
    }

    /**
     * Goes on.
     *
     * @param answers by whom the mapping was decided, the fastest first; at least one
     */
    void onTick(List<StunAnswer> answers, long nowNs) {
        if (depthProbe != null && depthProbe.isDone()) {
            depth = depthProbe.finish();
            depthProbe = null;
        }
        if (!lastBegun && (sampling == null || sampling.isSent(nowNs))) {
            lastBegun = true;
            beginLast(answers, nowNs);
        } else if (filtering == Filtering.UNKNOWN && !filteringAsked.containsAll(filteringServers(answers, servers))) {
            filtering = null;
            beginFiltering(answers, nowNs); // who can tell has answered meanwhile
        }
    }

    private void beginFiltering(List<StunAnswer> answers, long nowNs) {
        filteringAsked = filteringServers(answers, servers);
        var _ = new FilteringProbe(client, fresh(), filteringAsked, (found, answeredNs) -> filtering = found, nowNs);
    }

    private void beginLast(List<StunAnswer> answers, long nowNs) {
        beginFiltering(answers, nowNs);
        StunAnswer fastest = answers.getFirst();
        if (isTranslated) {
            var _ = new HairpinProbe(
                    client, fresh(), fastest.server(), fastest.rttNs(), (found, answeredNs) -> hairpin = found, nowNs);
        } else {
            hairpin = Hairpin.UNKNOWN; // there is nothing that could turn packets round
        }
    }

    /** Those with another address, one each, supernodes first; else a supernode, which has another port at least. */
    static List<StunAnswer> filteringServers(List<StunAnswer> answers, StunServers servers) {
        List<StunAnswer> ordered = answers.stream()
                .sorted(Comparator.comparing(answer -> !servers.isSupernode(answer.server())))
                .toList();
        List<StunAnswer> chosen = new ArrayList<>();
        for (StunAnswer answer : ordered) {
            if (answer.other().isPresent()
                    && chosen.size() < FILTERING_SERVERS
                    && chosen.stream().noneMatch(one -> isSameServer(one, answer))) {
                chosen.add(answer);
            }
        }
        if (chosen.isEmpty()) {
            ordered.stream()
                    .filter(answer -> servers.isSupernode(answer.server()))
                    .findFirst()
                    .ifPresent(chosen::add);
        }
        return chosen;
    }

    private static boolean isSameServer(StunAnswer one, StunAnswer other) {
        return one.server().address().equals(other.server().address())
                || one.other()
                        .filter(at -> at.address().equals(other.server().address()))
                        .isPresent();
    }

    /** Whether all has ended. */
    boolean isDone() {
        return depthProbe == null
                && lastBegun
                && (sampling == null || allocation != null)
                && filtering != null
                && hairpin != null;
    }

    /** The class as it is known by now, where these tests have nothing yet as it was known before. */
    NatClass refine(Mapping mapping, NatClass before) {
        Allocation known = allocation != null ? allocation : before.allocation();
        Allocation allocated = mapping.isDependent() ? known : new Allocation.Unknown();
        // Told together: each change is announced to all peers.
        return filtering != null && hairpin != null
                ? new NatClass(mapping, filtering, allocated, hairpin)
                : new NatClass(mapping, before.filtering(), allocated, before.hairpin());
    }

    /** The depth that was found, or the one known before. */
    Optional<Integer> depthOr(Optional<Integer> before) {
        return depth.or(() -> before);
    }

    /** Ends all that is under way. */
    void abort() {
        opened.forEach(ThrowAwayPorts::close);
    }

    private ThrowAwayPorts fresh() {
        ThrowAwayPorts fresh = new ThrowAwayPorts(ports, client);
        opened.add(fresh);
        return fresh;
    }
}
