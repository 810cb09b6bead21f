package dev.culvert.edge.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.path.UdpPorts;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.nat.StunAnswer;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.nat.StunOptions;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.CandidateKind;
import dev.culvert.edge.punch.OwnNetwork;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Where this edge is, put together from those who found it out. Conductor thread. */
final class Whereabouts implements OwnNetwork {
    /** A round waits for it. */
    private static final StunOptions QUICK = StunOptions.USUAL.sentAt(Timing.STUN_SENDS_NS, Timing.ROUND_PATIENCE_NS);

    private final CommunityContext context;
    private final Membership own;
    private final List<SupernodeLink> links;
    private final StunClient stun;
    private final Map<SupernodeLink, List<Endpoint>> servers = new LinkedHashMap<>();
    private List<IpAddress> local = List.of();
    private Set<Endpoint> seen = new LinkedHashSet<>();
    private List<Candidate> mapped = List.of();
    private NatClass natClass = NatClass.UNKNOWN;
    private Optional<Integer> depth = Optional.empty();
    private boolean onlySupernode;

    Whereabouts(CommunityContext context, Membership own, List<SupernodeLink> links, StunClient stun) {
        this.context = context;
        this.own = own;
        this.links = links;
        this.stun = stun;
    }

    /** The host's addresses; whether that is news. */
    boolean useLocal(List<IpAddress> addresses) {
        boolean news = !local.equals(addresses);
        local = List.copyOf(addresses);
        return news;
    }

    /** What was found out about the NATs, and where STUN servers saw the main port; whether that is news. */
    boolean useNat(NatClass found, List<Endpoint> seenAt, Optional<Integer> routers) {
        Set<Endpoint> endpoints = new LinkedHashSet<>(seenAt);
        boolean news = !natClass.equals(found) || !seen.equals(endpoints) || !depth.equals(routers);
        natClass = found;
        seen = endpoints;
        depth = routers;
        return news;
    }

    /** What routers, or people, have had forwarded; whether that is news. */
    boolean useMapped(List<Candidate> forwarded) {
        boolean news = !mapped.equals(forwarded);
        mapped = List.copyOf(forwarded);
        return news;
    }

    /** Where else a supernode answers STUN. */
    void useServers(SupernodeLink link, List<dev.culvert.common.control.pb.Endpoint> messages) {
        servers.put(
                link,
                messages.stream()
                        .flatMap(message -> ControlMessages.endpoint(message).stream())
                        .toList());
    }

    /** The endpoints where a supernode answers STUN, that for all else first. */
    List<Endpoint> servers(SupernodeLink link) {
        Path path = link.path();
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        if (path != null) {
            endpoints.add(path.remote());
        }
        endpoints.addAll(servers.getOrDefault(link, List.of()));
        return List.copyOf(endpoints);
    }

    /** Whether no STUN server but the supernodes answers, of others that were asked. */
    void useReach(boolean onlySupernodes) {
        onlySupernode = onlySupernodes;
    }

    /** Whether no STUN server but the supernodes themselves answers. */
    boolean isOnlySupernodeReached() {
        return onlySupernode;
    }

    @Override
    public UdpPort port() {
        return context.paths().port();
    }

    @Override
    public UdpPorts ports() {
        return context.paths().ports();
    }

    @Override
    public NatClass natClass() {
        return natClass;
    }

    @Override
    public Optional<Integer> depth() {
        return depth;
    }

    @Override
    public List<Candidate> candidates() {
        boolean open = natClass.filtering() == Filtering.ENDPOINT_INDEPENDENT;
        Map<Endpoint, Candidate> candidates = new LinkedHashMap<>();
        for (IpAddress address : local) {
            CandidateKind kind = address.isPublic() ? CandidateKind.PUBLIC : CandidateKind.LAN;
            add(new Endpoint(address, port().localPort()), kind, open && address.isPublic(), candidates);
        }
        // A mapping that depends on the remote is of use to that remote only; but its address is the one to ping at.
        links.forEach(link -> link.observed().ifPresent(at -> add(at, CandidateKind.OBSERVED, open, candidates)));
        if (!natClass.mapping().isDependent()) {
            seen.forEach(at -> add(at, CandidateKind.OBSERVED, open, candidates));
        }
        mapped.forEach(candidate -> candidates.put(candidate.endpoint(), candidate));
        return new ArrayList<>(candidates.values()).subList(0, Math.min(candidates.size(), Timing.CANDIDATES));
    }

    private void add(Endpoint endpoint, CandidateKind kind, boolean open, Map<Endpoint, Candidate> candidates) {
        if (isOutside(endpoint)) {
            boolean own = natClass.mapping() == Mapping.NONE && kind == CandidateKind.OBSERVED;
            candidates.putIfAbsent(endpoint, new Candidate(endpoint, own ? CandidateKind.PUBLIC : kind, open));
        }
    }

    @Override
    public boolean isOutside(Endpoint endpoint) {
        return !context.routes().hasPeer(endpoint.address())
                && own.address()
                        .filter(overlay -> overlay.contains(endpoint.address()))
                        .isEmpty();
    }

    @Override
    public void askMapping(UdpPort from, int server, Consumer<Optional<Endpoint>> then, long nowNs) {
        List<Endpoint> endpoints = new ArrayList<>();
        servers.forEach((link, others) -> {
            if (link.state() == SupernodeState.REGISTERED) {
                endpoints.addAll(servers(link));
            }
        });
        if (endpoints.isEmpty()) {
            then.accept(Optional.empty());
        } else {
            Endpoint asked = endpoints.get(Math.min(server, endpoints.size() - 1));
            stun.request(from, asked, QUICK, answer -> then.accept(answer.map(StunAnswer::mapped)), nowNs);
        }
    }
}
