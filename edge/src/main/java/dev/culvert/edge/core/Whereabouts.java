package dev.culvert.edge.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.time.Limits;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where this edge is, put together from those who found it out. Conductor thread. */
final class Whereabouts implements OwnNetwork {
    /** One is left for a port of a round's own. */
    private static final int MOST = Limits.CANDIDATES - 1;

    /** A round waits for it. */
    private static final StunOptions QUICK = StunOptions.USUAL.sentAt(Timing.STUN_SENDS_NS, Timing.ROUND_PATIENCE_NS);

    private final CommunityContext context;
    private final Membership own;
    private final List<SupernodeLink> links;
    private final StunClient stun;
    private final IntFunction<Optional<Endpoint>> serversOfNat;
    private final Map<SupernodeLink, List<Endpoint>> servers = new LinkedHashMap<>();
    private List<IpAddress> local = List.of();
    private Set<Endpoint> seen = new LinkedHashSet<>();
    private List<Candidate> mapped = List.of();
    private NatClass natClass = NatClass.UNKNOWN;
    private Optional<Integer> depth = Optional.empty();
    private boolean onlySupernode;

    /**
     * Nothing is known yet.
     *
     * @param serversOfNat STUN servers that showed what the NATs do: the first, and another
     */
    Whereabouts(
            CommunityContext context,
            Membership own,
            List<SupernodeLink> links,
            StunClient stun,
            IntFunction<Optional<Endpoint>> serversOfNat) {
        this.context = context;
        this.own = own;
        this.links = links;
        this.stun = stun;
        this.serversOfNat = serversOfNat;
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
        // Where ports depend on the remote, each server sees another one each time: that is no news, and of no use.
        boolean elsewhere = !found.mapping().isDependent() && !seen.equals(endpoints);
        boolean news = !natClass.isAlike(found) || elsewhere || !depth.equals(routers);
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

    @Override
    public boolean isOnlySupernodeReached() {
        return onlySupernode;
    }

    @Override
    public UdpPort port() {
        return context.paths().port();
    }

    @Override
    public NatClass natClass() {
        return natClass;
    }

    @Override
    public Optional<Integer> depth() {
        return depth;
    }

    /**
     * Where others may see this edge comes in whatever else there is: a host may have dozens of addresses, which are of use
     * to who is near.
     */
    @Override
    public List<Candidate> candidates() {
        Map<Endpoint, Candidate> outer = new LinkedHashMap<>();
        // A mapping that depends on the remote is of use to that remote only; but its address is the one to ping at.
        links.forEach(link -> link.observed().ifPresent(at -> addSeen(at, outer)));
        if (!natClass.mapping().isDependent()) {
            seen.forEach(at -> addSeen(at, outer));
        }
        mapped.forEach(candidate -> outer.put(candidate.endpoint(), candidate));
        int room = Math.min(Limits.LOCAL_CANDIDATES, MOST - outer.size());
        return Stream.concat(
                        local.stream()
                                .map(address -> new Endpoint(address, port().localPort()))
                                .filter(at -> isOutside(at) && !outer.containsKey(at))
                                .map(this::own)
                                .limit(Math.max(0, room)),
                        outer.values().stream())
                .limit(MOST)
                .toList();
    }

    private Candidate own(Endpoint at) {
        boolean isPublic = at.address().isPublic();
        return new Candidate(at, isPublic ? CandidateKind.PUBLIC : CandidateKind.LAN, isPublic && isOpen(at));
    }

    private void addSeen(Endpoint at, Map<Endpoint, Candidate> outer) {
        if (isOutside(at)) {
            CandidateKind kind = natClass.mapping() == Mapping.NONE ? CandidateKind.PUBLIC : CandidateKind.OBSERVED;
            outer.putIfAbsent(at, local.contains(at.address()) ? own(at) : new Candidate(at, kind, isOpen(at)));
        }
    }

    /** Whether all may come in, as far as that was tested: which it was by one family. */
    private boolean isOpen(Endpoint at) {
        boolean ipv4 =
                serversOfNat.apply(0).map(server -> server.address().isIpv4()).orElse(true);
        return natClass.filtering() == Filtering.ENDPOINT_INDEPENDENT
                && at.address().isIpv4() == ipv4;
    }

    @Override
    public boolean isOutside(Endpoint endpoint) {
        return !context.routes().hasPeer(endpoint.address())
                && own.address()
                        .filter(overlay -> overlay.contains(endpoint.address()))
                        .isEmpty();
    }

    @Override
    public void askMapping(UdpPort from, boolean ipv4, int server, Consumer<Optional<Endpoint>> then, long nowNs) {
        Endpoint asked = server(ipv4, server);
        if (asked == null) {
            then.accept(Optional.empty());
        } else {
            stun.request(
                    from,
                    asked,
                    QUICK,
                    answer -> then.accept(answer.map(StunAnswer::mapped).filter(this::isFromOutside)),
                    nowNs);
        }
    }

    @Override
    public void forget(UdpPort port) {
        stun.forget(port);
    }

    /** A server that is known to be beyond our NATs; while none is, a supernode, the likeliest first. */
    private @Nullable Endpoint server(boolean ipv4, int number) {
        Optional<Endpoint> known =
                serversOfNat.apply(number).or(() -> serversOfNat.apply(0)).filter(at -> isOf(ipv4, at));
        if (known.isPresent()) {
            return known.get();
        }
        List<Endpoint> endpoints = links.stream()
                .filter(link -> link.state() == SupernodeState.REGISTERED)
                .sorted(Comparator.comparing(
                        link -> link.observed().filter(this::isFromOutside).isEmpty()))
                .flatMap(link -> servers(link).stream())
                .filter(at -> isOf(ipv4, at))
                .toList();
        return endpoints.isEmpty() ? null : endpoints.get(Math.min(number, endpoints.size() - 1));
    }

    private static boolean isOf(boolean ipv4, Endpoint endpoint) {
        return endpoint.address().isIpv4() == ipv4;
    }

    /** Whether who saw us there is beyond our NATs: one in our own network sees the host's own address. */
    private boolean isFromOutside(Endpoint seenAt) {
        return natClass.mapping() == Mapping.NONE || seenAt.address().isPublic() || !local.contains(seenAt.address());
    }
}
