package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.control.pb.Lookup;
import dev.culvert.common.control.pb.PeerGone;
import dev.culvert.common.control.pb.PeerInfo;
import dev.culvert.common.control.pb.Unknown;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPacket;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.path.RelayLeg;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What supernodes say of other edges, and what follows: route, peer, connection, in this order, so that no step looks up
 * what a later one installs. Conductor thread.
 */
final class Introductions {
    private final CommunityContext context;
    private final Members members;
    private final Lookups lookups;
    private final Connections connections;
    private final Punching punching;
    private final Calls calls;

    Introductions(
            CommunityContext context,
            Members members,
            Lookups lookups,
            Connections connections,
            Punching punching,
            Calls calls) {
        this.context = context;
        this.members = members;
        this.lookups = lookups;
        this.connections = connections;
        this.punching = punching;
        this.calls = calls;
    }

    /** A supernode brings two of us together, or tells the new number of an old relay. */
    void onIntroduce(SupernodeLink link, Introduce introduce, long nowNs) {
        Member member = learn(introduce.getRecord(), nowNs);
        EdgeRecord record = member == null ? null : member.record();
        if (member == null || record == null) {
            return;
        }
        if (isRelay(introduce.getRelayId())) {
            members.all().stream() // who had this number before has it no more
                    .filter(other -> other != member && other.isRelayedBy(link, introduce.getRelayId()))
                    .forEach(other -> leave(link, other.peer().key(), nowNs));
            connections.relay(member, link, introduce.getRelayId(), nowNs);
            calls.onRelay(member);
        } else {
            connections.leave(member, link, nowNs); // one that it gave us before its restart draws hints for ever
        }
        Optional<Endpoint> observed = ControlMessages.endpoint(introduce.getObserved());
        observed.ifPresent(endpoint -> punching.onObserved(member, link, endpoint, nowNs));
        for (IpPrefix prefix : record.addresses()) {
            connections.stage(member, lookups.take(prefix.address()), nowNs);
        }
        if (member.links().isEmpty()) {
            observed.ifPresent(endpoint -> calls.onRefused(member, endpoint, Calls.roundTripNs(link), nowNs));
        } else {
            connections.connect(member, nowNs);
        }
    }

    /** A record has changed. */
    void onPeerInfo(SupernodeLink link, PeerInfo info, long nowNs) {
        Member member = learn(info.getRecord(), nowNs);
        if (member != null) {
            ControlMessages.endpoint(info.getObserved()).ifPresent(endpoint -> {
                punching.onObserved(member, link, endpoint, nowNs);
                calls.onObserved(member, endpoint, nowNs);
            });
        }
    }

    private @Nullable Member learn(ByteString bytes, long nowNs) {
        GenuineRecord genuine = members.read(bytes).orElse(null);
        if (genuine == null) {
            return null;
        }
        EdgeRecord record = genuine.record();
        Member before = members.find(record.sessionKey());
        EdgeRecord known = before == null ? null : before.record();
        Member member = members.learnLive(genuine, nowNs);
        if (member == null) {
            return null;
        }
        if (known == null) {
            deliverEarly(member, record);
        } else if (record.equals(member.record()) && record.startsOverFrom(known)) {
            connections.restarted(member, nowNs);
        }
        return member;
    }

    /** A peer has left this supernode. */
    void onGone(SupernodeLink link, PeerGone gone, long nowNs) {
        ControlMessages.key(gone.getKey()).ifPresent(key -> leave(link, key, nowNs));
    }

    /** A supernode does not know whom we asked for. */
    void onUnknown(SupernodeLink link, Unknown unknown, long nowNs) {
        if (unknown.hasKey()) {
            ControlMessages.key(unknown.getKey()).ifPresent(key -> leave(link, key, nowNs));
        } else {
            ControlMessages.address(unknown.getAddress()).ifPresent(address -> lookups.onUnknown(link, address));
        }
    }

    /** A look-up was refused, which for who waits is the same as unknown. */
    void onRefused(SupernodeLink link, Lookup lookup) {
        if (lookup.hasAddress()) {
            ControlMessages.address(lookup.getAddress()).ifPresent(address -> lookups.onUnknown(link, address));
        }
    }

    private void leave(SupernodeLink link, PublicKey key, long nowNs) {
        Member member = members.find(key);
        if (member == null) {
            return;
        }
        connections.leave(member, link, nowNs);
        if (member.links().isEmpty() && !member.paths().isDirect()) {
            members.remove(member);
        }
    }

    /**
     * An initiation over a relay by a key that was not introduced: it is answered, since the pair's preshared key follows
     * from the two keys; what it is, the supernode is asked. A relay belongs to one pair, so it brings one newcomer.
     */
    @Nullable
    Peer admit(PublicKey newcomer, SupernodeLink link, int relayId, long nowNs) {
        boolean free = isRelay(relayId) && !members.isRelayTaken(link, relayId);
        Member member = free ? members.addUnintroduced(newcomer, nowNs) : null;
        if (member == null) {
            return null;
        }
        connections.relay(member, link, relayId, nowNs);
        ask(link, newcomer, nowNs);
        return member.peer();
    }

    /** Asks a supernode for an edge; if it cannot be asked now, its next registration does it. */
    static void ask(SupernodeLink link, PublicKey key, long nowNs) {
        link.request(Control.newBuilder().setLookup(Lookup.newBuilder().setKey(ControlMessages.bytes(key))), nowNs);
    }

    /** A packet of a peer that was not introduced when it came. */
    void onEarly(Member member, byte[] packet) {
        EdgeRecord record = member.record();
        if (record != null) {
            deliver(record, packet);
            return;
        }
        member.early().add(packet);
        if (member.early().size() > Limits.EARLY_PACKETS) {
            member.early().remove();
            context.counters().add(CounterId.DROP_EARLY);
        }
    }

    private void deliverEarly(Member member, EdgeRecord record) {
        while (!member.early().isEmpty()) {
            deliver(record, member.early().remove());
        }
    }

    private void deliver(EdgeRecord record, byte[] packet) {
        IpAddress source = new IpAddress(IpPacket.sourceHigh(packet, 0), IpPacket.sourceLow(packet, 0));
        Optional<IpPrefix> its = record.addresses().stream()
                .filter(prefix -> prefix.address().equals(source))
                .findFirst();
        if (its.isEmpty()) {
            context.counters().add(CounterId.DROP_INNER_SOURCE);
        } else if (!context.tun().write(packet, 0, packet.length)) {
            context.counters().add(CounterId.DROP_TUN_WRITE);
        }
    }

    /** Who was never introduced is forgotten. */
    void onTick(long nowNs) {
        for (Member member : members.wakefulness().awake()) { // as all are who were not introduced
            if (member.record() == null && nowNs - member.sinceNs() >= Timing.UNINTRODUCED_NS) {
                members.remove(member);
            }
        }
    }

    private static boolean isRelay(int relayId) {
        return (relayId | 1) != (RelayLeg.NONE | 1);
    }
}
