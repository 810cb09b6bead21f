package dev.culvert.edge.core;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Session;
import dev.culvert.edge.nat.NatClass;
import dev.culvert.edge.nat.NatDetector;
import dev.culvert.edge.nat.NatReport;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.punch.Verdict;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An edge's part in its community: registered with supernodes, introduced by them to others. Made by {@link
 * EdgeCore#join}. Conductor thread.
 */
public final class Community {
    private final CommunityContext context;
    private final Membership own;
    private final StunClient stun;
    private final NatDetector nat;
    private final Whereabouts whereabouts;
    private final Members members;
    private final Punching punching;
    private final Lookups lookups;
    private final Calls calls;
    private final Connections connections;
    private final Introductions introductions;
    private final Enrolment enrolment;
    private final Arrivals arrivals;
    private final Recollection recollection;
    private final Links links;
    private final Farewell farewell;
    private final Supernodes supernodes;

    Community(CommunityContext context, Membership own, Outbox outbox, SessionWork work) {
        this.context = context;
        this.own = own;
        this.links = new Links(context.tokens());
        this.stun = new StunClient(context.random(), context.counters());
        this.nat = new NatDetector(stun, context.paths().port(), context.paths().ports(), this::isOutside, this::onNat);
        this.whereabouts = new Whereabouts(context, own, links.all(), stun, nat::server);
        this.members = new Members(context, own, whereabouts);
        this.punching = new Punching(context, members, outbox);
        this.lookups = new Lookups(links.all(), context.tun(), context.counters());
        PathUse use = new PathUse(context, outbox);
        this.calls = new Calls(context, whereabouts, links.all(), outbox, use);
        this.connections = new Connections(context, outbox, work, punching, use, calls);
        this.introductions = new Introductions(context, members, lookups, connections, punching, calls);
        this.arrivals = new Arrivals(context, outbox, links, members, introductions, connections);
        this.recollection =
                new Recollection(context, own, whereabouts, links, members, lookups, connections, outbox, work);
        this.enrolment = new Enrolment(context, own, links.all());
        this.farewell = new Farewell(own, links.all(), members, connections);
        this.supernodes = new Supernodes(
                context,
                outbox,
                work,
                links,
                members,
                lookups,
                connections,
                introductions,
                enrolment,
                punching,
                whereabouts,
                nat,
                farewell);
        context.admission().open(this);
    }

    /** Adds a supernode; before {@link #start}. */
    public SupernodeLink addSupernode(HostPort place, Optional<PublicKey> pinned) {
        SupernodeLink link =
                new SupernodeLink(place, pinned.orElse(null), supernodes, context.random(), context.counters());
        links.all().add(link);
        return link;
    }

    /** Begins to register. */
    public void start() {
        links.all().forEach(SupernodeLink::start);
    }

    /** Says goodbye to supernodes and peers; until {@link #hasLeft}, events and ticks are still needed. */
    public void stop(long nowNs) {
        farewell.begin(nowNs);
    }

    /** Whether, after {@link #stop}, all has been heard, or is not worth waiting for: that takes a second at most. */
    public boolean hasLeft(long nowNs) {
        return farewell.isOver(nowNs);
    }

    /** The supernodes, in the order added. */
    public List<SupernodeLink> links() {
        return List.copyOf(links.all());
    }

    /** Asks STUN servers by any port of the edge; answers reach it. */
    StunClient stun() {
        return stun;
    }

    /** Finds out what the NATs before the edge do; nothing before it is started, which nobody waits for. */
    public NatDetector nat() {
        return nat;
    }

    /** The host's addresses; before {@link #start}. */
    public void useAddresses(List<IpAddress> local) {
        whereabouts.useLocal(local);
        nat.useAddresses(local);
    }

    /** This edge's address, or none while a supernode has still to choose one. */
    public Optional<IpPrefix> address() {
        return own.address();
    }

    /** What a peer calls itself; "" while that is not known. */
    public String nameOf(Peer peer) {
        Member member = members.peek(peer);
        return member == null || member.record() == null ? "" : member.record().name();
    }

    /** The paths to a peer; nothing for who is no member. */
    public Optional<MemberPaths> pathsOf(Peer peer, long nowNs) {
        return Optional.ofNullable(members.peek(peer))
                .map(member -> MemberPaths.of(
                        member, verdict(member, nowNs), context.paths().mode().mayRelay(), nowNs));
    }

    private Verdict verdict(Member member, long nowNs) {
        return Verdicts.of(member, links.all(), whereabouts, recollection.isRecalled(member.peer()), nowNs);
    }

    /** What is done without a supernode. */
    Recollection recollection() {
        return recollection;
    }

    /** What it remembers of its peers, and whether it has to live on that. */
    public Remembered remembered() {
        return recollection.report();
    }

    /** Whether any other edge was met since the start. */
    public boolean hasMetAny() {
        return members.hasMetAny();
    }

    // -- what comes in -----------------------------------------------------------------------------------------------

    /** A supernode's name was looked up. */
    public void onEndpoint(SupernodeLink link, Path path, long nowNs) {
        link.onEndpoint(path, nowNs);
        // Before it is registered with: the mapping is known the sooner.
        nat.useServers(link.place().toString(), ServerKind.SUPERNODE, whereabouts.servers(link), nowNs);
        members.each(member -> connections.refresh(member, link, nowNs));
        links.acceptRelayed(link);
    }

    /** The host's addresses, links or routes have changed, or it slept: whatever worked may not, and the reverse. */
    public void onNetworkChange(List<IpAddress> local, long nowNs) {
        useAddresses(local);
        nat.onNetworkChange(nowNs);
        links.all().forEach(link -> link.onNetworkChange(nowNs));
        members.each(member -> connections.onNetworkChange(member, nowNs));
    }

    private boolean isOutside(Endpoint endpoint) {
        return whereabouts.isOutside(endpoint);
    }

    private void onNat(NatReport report, boolean news, long nowNs) {
        whereabouts.useReach(report.onlySupernodes());
        onNat(report.natClass(), report.mapped(), report.depth(), nowNs);
        if (news) {
            context.listener().onNat(report);
        }
    }

    /**
     * It was found out what the NATs before this edge do.
     *
     * @param seen where STUN servers see the main port
     * @param depth how many routers that translate are before it, if known
     */
    public void onNat(NatClass found, List<Endpoint> seen, Optional<Integer> depth, long nowNs) {
        if (whereabouts.useNat(found, seen, depth)) {
            members.each(member -> punching.reset(member, nowNs));
        }
    }

    /** What is forwarded to the main port from outside has changed. */
    public void useMapped(List<Candidate> forwarded, long nowNs) {
        if (whereabouts.useMapped(forwarded)) {
            members.each(member -> punching.reset(member, nowNs));
        }
    }

    /** A packet to somebody who is no peer yet. */
    void onNoRoute(byte[] packet, long nowNs) {
        lookups.add(packet, nowNs);
    }

    /** What comes in that is neither packet nor handshake. */
    Arrivals arrivals() {
        return arrivals;
    }

    /** Whether packets to this peer have to be looked up again: it was forgotten while they were on their way here. */
    boolean isForgotten(Peer peer) {
        return peer.kind() == PeerKind.CULVERT && members.peek(peer) == null;
    }

    /** Whether packets for this peer may wait for a path. */
    boolean isMember(Peer peer) {
        return members.peek(peer) != null;
    }

    /** A packet for this peer waits for a session or a path. */
    void onStaged(Peer peer, long nowNs) {
        Member member = members.find(peer);
        if (member != null && peer.sendState().path() == null) {
            member.demand().onPacket(nowNs);
        }
    }

    /** An authentic handshake message of a member came over this path. */
    void onHeard(Peer peer, Path source, long nowNs) {
        Member member = members.find(peer);
        SupernodeLink link = links.at(source.remote());
        RelayLeg leg = source.relay();
        if (member != null) {
            member.heardFrom(source.isRelayed() ? null : source);
        }
        if (member != null && link != null && leg != null && !members.isRelayOfAnother(member, link, leg.id())) {
            connections.relay(member, link, leg.id(), nowNs);
        }
    }

    /** An initiation of ours was answered straight from there. */
    void onAnswered(Peer peer, Path source, long nowNs) {
        Member member = members.find(peer);
        if (member != null) {
            connections.onAnswered(member, source, nowNs);
        }
    }

    /** Whether what members send straight is answered. */
    boolean takesDirect() {
        return context.paths().mode().isDirectWanted();
    }

    /** A path of a peer's does not take so large packets. */
    void onTooBig(Peer peer, Path path, int bytes, long nowNs) {
        Member member = members.find(peer);
        if (member != null) {
            connections.onTooBig(member, path, bytes, nowNs);
        }
    }

    /** A handshake with a peer was not answered so far. */
    void onSilent(Peer peer, long nowNs) {
        Member member = members.find(peer);
        if (member != null) {
            connections.onSilent(member, nowNs);
        }
    }

    /** What the supernodes say comes in by it. */
    Supernodes supernodes() {
        return supernodes;
    }

    /** A session with a member has new keys. */
    void onMembersKeys(Peer peer, long nowNs) {
        Member member = members.find(peer);
        if (member != null) {
            recollection.onSession(member, nowNs);
            punching.onSession(member, nowNs);
        }
    }

    /** A session with a supernode has new keys. */
    void onSupernodesKeys(Peer peer, boolean confirm, long nowNs) {
        SupernodeLink link = links.of(peer);
        if (link != null) {
            link.onKeys(confirm, nowNs);
        }
    }

    /** A handshake was given up. */
    void onGaveUp(Peer peer, long nowNs) {
        SupernodeLink link = links.of(peer);
        if (link != null) {
            link.onGaveUp(nowNs);
            return;
        }
        recollection.onGaveUp(peer);
        Member member = members.find(peer);
        if (member != null) {
            connections.onGaveUp(member, nowNs);
            if (calls.onGaveUp(member, nowNs)) {
                return;
            }
            links.all().forEach(each -> Introductions.ask(each, peer.key(), nowNs));
            if (member.paths().isEmpty()) {
                members.remove(member); // the next packet asks who has the address
            }
        }
    }

    /** Whether a session with this peer will be begun soon without being asked for. */
    boolean isConnecting(Peer peer) {
        Member member = members.peek(peer);
        return member != null && member.isConnecting();
    }

    boolean hasRoomForNewcomers() {
        return !farewell.isBegun() && members.hasRoomForUnintroduced();
    }

    /** Whether a key that is no peer's may call in without a relay. */
    boolean remembers(PublicKey newcomer) {
        return !farewell.isBegun() && recollection.remembers(newcomer);
    }

    @Nullable
    Session<Peer> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
        SupernodeLink link = links.at(source.endpoint());
        Peer peer;
        if (source.relayId() == RelayLeg.NONE) {
            peer = remembers(newcomer) ? recollection.admit(newcomer, nowNs) : null;
        } else {
            peer = link == null ? null : introductions.admit(newcomer, link, source.relayId(), nowNs);
        }
        return peer == null ? null : peer.session();
    }

    void onTick(long nowNs) {
        Wakefulness wakefulness = members.wakefulness();
        wakefulness.onTick(nowNs);
        links.all().forEach(link -> link.onTick(nowNs));
        if (farewell.isBegun()) {
            return;
        }
        stun.onTick(nowNs);
        nat.setRelaying(
                wakefulness.awake().stream().anyMatch(member -> !member.paths().isDirect() && member.isInUse(nowNs)));
        nat.onTick(nowNs);
        enrolment.onTick(nowNs);
        introductions.onTick(nowNs);
        recollection.onTick(nowNs);
        for (Member member : wakefulness.awake()) {
            connections.onTick(member, nowNs);
            if (member.isInUse(nowNs) || !member.peer().staged().isEmpty()) {
                tellVerdict(member, nowNs);
            }
            wakefulness.ticked(member, nowNs);
        }
        lookups.onTick(nowNs);
    }

    private void tellVerdict(Member member, long nowNs) {
        Verdict verdict = verdict(member, nowNs);
        if (verdict != Verdict.PROBING && member.isNews(verdict) && verdict != Verdict.DIRECT) {
            context.listener().onVerdict(member.peer(), verdict);
        }
    }

    boolean isBusy() {
        return lookups.isBusy()
                || stun.isBusy()
                || nat.isBusy()
                || links.all().stream().anyMatch(SupernodeLink::isBusy)
                || members.wakefulness().isBusy();
    }
}
