package dev.culvert.edge.core;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.control.Frame;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionAction;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.CulvertLayout;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.supernode.HintCheck;
import dev.culvert.edge.supernode.LinkOwner;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An edge's part in its community: registered with supernodes, introduced by them to others. Made by {@link
 * EdgeCore#join}. Conductor thread.
 */
public final class Community implements LinkOwner {
    private final CommunityContext context;
    private final Membership own;
    private final Outbox outbox;
    private final SessionWork work;
    private final Members members;
    private final Lookups lookups;
    private final Connections connections;
    private final Introductions introductions;
    private final Enrolment enrolment;
    private final SourceLimiter hintLimits = new SourceLimiter(Timing.HINTS_PER_SOURCE, Timing.HINTS_PER_SOURCE);
    private final Links links;
    private final Farewell farewell;
    private boolean saidAlone;

    Community(CommunityContext context, Membership own, Outbox outbox, SessionWork work) {
        this.context = context;
        this.own = own;
        this.outbox = outbox;
        this.work = work;
        this.members = new Members(context, own);
        this.links = new Links(context.tokens());
        this.lookups = new Lookups(links.all(), context.tun(), context.counters());
        this.connections = new Connections(context.ownKey(), outbox, work, context.counters());
        this.introductions = new Introductions(context, members, lookups, connections);
        this.enrolment = new Enrolment(context, own, links.all());
        this.farewell = new Farewell(own, links.all(), members, connections);
        context.admission().open(this);
    }

    /** Adds a supernode; before {@link #start}. */
    public SupernodeLink addSupernode(HostPort place, Optional<PublicKey> pinned) {
        SupernodeLink link = new SupernodeLink(place, pinned.orElse(null), this, context.random(), context.counters());
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

    /** This edge's address, or none while a supernode has still to choose one. */
    public Optional<IpPrefix> address() {
        return own.address();
    }

    /** What a peer calls itself; "" while that is not known. */
    public String nameOf(Peer peer) {
        Member member = members.find(peer);
        return member == null || member.record() == null ? "" : member.record().name();
    }

    /** Whether any other edge was met since the start. */
    public boolean hasMetAny() {
        return members.hasMetAny();
    }

    // -- what comes in -----------------------------------------------------------------------------------------------

    /** A supernode's name was looked up. */
    public void onEndpoint(SupernodeLink link, Path path, long nowNs) {
        link.onEndpoint(path, nowNs);
        members.all().forEach(member -> connections.refresh(member, link, nowNs));
        links.acceptRelayed(link);
    }

    /** A packet to somebody who is no peer yet. */
    void onNoRoute(byte[] packet, long nowNs) {
        lookups.add(packet, nowNs);
    }

    /** Something that is not authentic: a supernode's answer outside the session, or a HINT. */
    void onUnsealed(byte[] message, Path source, long nowNs) {
        SupernodeLink link = links.at(source.remote());
        RelayLeg leg = source.relay();
        if (link == null) {
            context.counters().add(CounterId.DROP_STRAY_REPLY);
            return;
        }
        switch (MessageKind.of(message, 0, message.length)) {
            case HELLO_REPLY -> link.onHelloReply(message, nowNs);
            case KEEP_REPLY -> link.onKeepReply(message, nowNs);
            case HINT -> {
                if (leg == null) {
                    link.onHint(message, nowNs);
                } else {
                    onPeersHint(message, link, leg.id(), nowNs);
                }
            }
            case INITIATION, RESPONSE, COOKIE_REPLY, DATA, STUN, HELLO, KEEP, RELAY, UNKNOWN ->
                context.counters().add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    private void onPeersHint(byte[] message, SupernodeLink link, int relayId, long nowNs) {
        for (Member member : members.all()) {
            if (member.isRelayedBy(link, relayId)
                    && HintCheck.namesKeys(message, member.peer().session().current())) {
                connections.startOver(member, nowNs);
                return;
            }
        }
        context.counters().add(CounterId.DROP_STRAY_HINT);
    }

    /** Somebody uses keys that we do not have: says so to another edge; a supernode finds out by itself. */
    void onUnknownIndex(byte[] header, Path source, long nowNs) {
        if (source.isRelayed() && hintLimits.allows(HandshakeSource.of(source), nowNs)) {
            context.counters().add(CounterId.HINTS_SENT);
            outbox.send(source, CulvertLayout.hint(header, 0));
        }
    }

    /** A plaintext that is no packet. */
    void onControl(Peer peer, byte[] plaintext, Path source, long nowNs) {
        SupernodeLink link = links.of(peer);
        Member member = members.find(peer);
        if (link != null) {
            Frame.parse(plaintext, 0, plaintext.length)
                    .ifPresentOrElse(
                            frame -> onSupernodesFrame(link, frame, nowNs),
                            () -> context.counters().add(CounterId.DROP_BAD_CONTROL));
        } else if (member != null && connections.onFrame(member, plaintext, source, nowNs)) {
            members.remove(member);
        }
    }

    private void onSupernodesFrame(SupernodeLink link, Frame frame, long nowNs) {
        if (frame instanceof Frame.Message(Control control)) {
            link.onControl(control, nowNs);
        } else {
            context.counters().add(CounterId.DROP_BAD_CONTROL);
        }
    }

    /** A packet of a peer whose addresses were not known when it came. */
    void onEarly(Peer peer, byte[] packet) {
        Member member = members.find(peer);
        if (member == null) {
            context.counters().add(CounterId.DROP_EARLY);
        } else {
            introductions.onEarly(member, packet);
        }
    }

    /** Whether packets to this peer have to be looked up again: it was forgotten while they were on their way here. */
    boolean isForgotten(Peer peer) {
        return peer.kind() == PeerKind.CULVERT && members.find(peer) == null;
    }

    /** An authentic handshake message of a member came over this path. */
    void onHeard(Peer peer, Path source, long nowNs) {
        Member member = members.find(peer);
        SupernodeLink link = links.at(source.remote());
        RelayLeg leg = source.relay();
        if (member != null && link != null && leg != null && !members.isRelayOfAnother(member, link, leg.id())) {
            connections.relay(member, link, leg.id(), nowNs);
        }
    }

    /** A handshake with a peer was not answered so far. */
    void onSilent(Peer peer, long nowNs) {
        Member member = members.find(peer);
        if (member != null) {
            connections.onSilent(member, nowNs);
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
        } else if (members.find(peer) != null) {
            links.all().forEach(each -> Introductions.ask(each, peer.key(), nowNs));
        }
    }

    /** Whether a session with this peer will be begun soon without being asked for. */
    boolean isConnecting(Peer peer) {
        Member member = members.find(peer);
        return member != null && member.isConnecting();
    }

    boolean hasRoomForNewcomers() {
        return !farewell.isBegun() && members.hasRoomForUnintroduced();
    }

    @Nullable
    Session<Peer> admit(PublicKey newcomer, HandshakeSource source, long nowNs) {
        SupernodeLink link = links.at(source.endpoint());
        Peer peer = link == null ? null : introductions.admit(newcomer, link, source.relayId(), nowNs);
        return peer == null ? null : peer.session();
    }

    void onTick(long nowNs) {
        links.all().forEach(link -> link.onTick(nowNs));
        if (farewell.isBegun()) {
            return;
        }
        enrolment.onTick(nowNs);
        introductions.onTick(nowNs);
        members.all().forEach(member -> connections.onTick(member, nowNs));
        lookups.onTick(nowNs);
    }

    boolean isBusy() {
        return lookups.isBusy()
                || links.all().stream().anyMatch(SupernodeLink::isBusy)
                || members.all().stream()
                        .anyMatch(member -> member.isConnecting()
                                || member.paths().isBusy()
                                || member.peer().session().isHandshaking());
    }

    // -- as owner of the links ---------------------------------------------------------------------------------------

    @Override
    public void resolve(SupernodeLink link) {
        context.listener().resolve(link);
    }

    @Override
    public Optional<PublicKey> knownKey(SupernodeLink link) {
        return context.listener().knownKey(link);
    }

    @Override
    public void remember(SupernodeLink link, PublicKey key) {
        context.listener().remember(link, key);
    }

    @Override
    public @Nullable Peer connect(SupernodeLink link, PublicKey key, Path path) {
        try {
            Peer peer = new Peer(context.sessions(), PeerKind.SUPERNODE, key, PresharedKey.NONE, List.of(), 0);
            peer.usePath(path);
            return peer;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void disconnect(Peer supernode) {
        context.sessions().remove(supernode.session());
    }

    @Override
    public void perform(List<SessionAction<Peer>> actions, long nowNs) {
        work.perform(actions, nowNs);
    }

    @Override
    public void send(Peer supernode, Control message, long nowNs) {
        outbox.send(supernode, message, nowNs);
    }

    @Override
    public @Nullable Register registration(SupernodeLink link, long nowNs) {
        return enrolment.registration(link);
    }

    @Override
    public boolean isRelaying(SupernodeLink link, long nowNs) {
        Peer supernode = link.peer();
        return supernode != null
                && members.all().stream()
                        .anyMatch(member ->
                                Objects.equals(member.paths().activeVia(), supernode.key()) && member.isInUse(nowNs));
    }

    @Override
    public void onRegistered(SupernodeLink link, Registered registered, boolean anew, long nowNs) {
        enrolment.onRegistered(link, nowNs);
        links.acceptRelayed(link);
        if (anew) {
            for (Member member : members.all()) { // what it thinks of our relations may be out of date
                connections.refresh(member, link, nowNs);
                Introductions.ask(link, member.peer().key(), nowNs);
            }
            lookups.onRegistered(link, nowNs);
            if (registered.getOthers() == 0 && !members.hasMetAny() && !saidAlone) {
                saidAlone = true;
                context.listener().onAlone(link);
            }
        }
    }

    @Override
    public Consequence onOffered(SupernodeLink link, Offered offered, long nowNs) {
        return enrolment.onOffered(link, offered, nowNs);
    }

    @Override
    public Consequence onRefused(SupernodeLink link, Refused refused, long nowNs) {
        return enrolment.onRefused(link, refused, nowNs);
    }

    @Override
    public void onAnswer(SupernodeLink link, Control request, Control answer, long nowNs) {
        if (answer.hasRefused() && request.hasLookup()) {
            introductions.onRefused(link, request.getLookup());
        } else {
            onPush(link, answer, nowNs);
        }
    }

    @Override
    public void onPush(SupernodeLink link, Control push, long nowNs) {
        if (farewell.isBegun()) {
            return; // nobody is to be met any more
        }
        switch (push.getKindCase()) {
            case INTRODUCE -> introductions.onIntroduce(link, push.getIntroduce(), nowNs);
            case PEER_INFO -> introductions.onPeerInfo(push.getPeerInfo(), nowNs);
            case PEER_GONE -> introductions.onGone(link, push.getPeerGone(), nowNs);
            case UNKNOWN -> introductions.onUnknown(link, push.getUnknown(), nowNs);
            case KIND_NOT_SET -> {} // a bare acknowledgement
            case REGISTER, UNREGISTER, LOOKUP, RELAY_BIND, REGISTERED, OFFERED, REFUSED, RELAY_BOUND, GOODBYE ->
                context.counters().add(CounterId.DROP_BAD_CONTROL);
        }
    }

    @Override
    public void onState(SupernodeLink link) {
        if (!farewell.isBegun()) {
            context.listener().onLinkState(link);
        }
    }
}
