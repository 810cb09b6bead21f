package dev.culvert.edge.core;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Refused;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.SessionAction;
import dev.culvert.edge.nat.NatDetector;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.supernode.Consequence;
import dev.culvert.edge.supernode.LinkOwner;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the links to supernodes need of the community around them, and tell it. Conductor thread. */
final class Supernodes implements LinkOwner {
    private final CommunityContext context;
    private final Outbox outbox;
    private final SessionWork work;
    private final Links links;
    private final Members members;
    private final Lookups lookups;
    private final Connections connections;
    private final Introductions introductions;
    private final Enrolment enrolment;
    private final Punching punching;
    private final Whereabouts whereabouts;
    private final NatDetector nat;
    private final Farewell farewell;
    private boolean saidAlone;

    Supernodes(
            CommunityContext context,
            Outbox outbox,
            SessionWork work,
            Links links,
            Members members,
            Lookups lookups,
            Connections connections,
            Introductions introductions,
            Enrolment enrolment,
            Punching punching,
            Whereabouts whereabouts,
            NatDetector nat,
            Farewell farewell) {
        this.context = context;
        this.outbox = outbox;
        this.work = work;
        this.links = links;
        this.members = members;
        this.lookups = lookups;
        this.connections = connections;
        this.introductions = introductions;
        this.enrolment = enrolment;
        this.punching = punching;
        this.whereabouts = whereabouts;
        this.nat = nat;
        this.farewell = farewell;
    }

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
        whereabouts.useServers(link, registered.getStunList());
        nat.useServers(link.place().toString(), ServerKind.SUPERNODE, whereabouts.servers(link), nowNs);
        links.acceptRelayed(link);
        if (anew) {
            members.each(
                    member -> { // what it thinks of our relations may be out of date
                        connections.refresh(member, link, nowNs);
                        Introductions.ask(link, member.peer().key(), nowNs);
                    });
            lookups.onRegistered(link, nowNs);
            if (registered.getOthers() == 0 && !members.hasMetAny() && !saidAlone) {
                saidAlone = true;
                context.listener().onAlone(link);
            }
        }
    }

    @Override
    public void onObserved(SupernodeLink link, boolean moved, long nowNs) {
        if (moved) { // another provider, or a router that was restarted
            nat.onNetworkChange(nowNs);
            context.listener().onMoved();
        }
        members.each(member -> {
            connections.onMoved(member, nowNs);
            connections.onSeenElsewhere(member, nowNs);
            punching.reset(member, nowNs);
        });
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
            case PEER_INFO -> introductions.onPeerInfo(link, push.getPeerInfo(), nowNs);
            case PEER_GONE -> introductions.onGone(link, push.getPeerGone(), nowNs);
            case UNKNOWN -> introductions.onUnknown(link, push.getUnknown(), nowNs);
            case KIND_NOT_SET -> {} // a bare acknowledgement
            case REGISTER,
                    UNREGISTER,
                    LOOKUP,
                    RELAY_BIND,
                    REGISTERED,
                    OFFERED,
                    REFUSED,
                    RELAY_BOUND,
                    GOODBYE,
                    CANDIDATES,
                    PUNCH_PLAN -> context.counters().add(CounterId.DROP_BAD_CONTROL);
        }
    }

    @Override
    public void onState(SupernodeLink link) {
        if (!farewell.isBegun()) {
            context.listener().onLinkState(link);
        }
    }
}
