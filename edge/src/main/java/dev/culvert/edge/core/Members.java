package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.punch.OwnNetwork;
import dev.culvert.edge.punch.ProbeBudget;
import dev.culvert.edge.supernode.SupernodeLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other edges that this one has to do with, and what is believed of them: a record counts if the community certified
 * its keys, the signature key is the one known, and its addresses are nobody else's. Conductor thread.
 */
final class Members {
    private final CommunityContext context;
    private final Membership own;
    private final Map<PublicKey, Member> byKey = new LinkedHashMap<>();
    private final OwnNetwork network;
    private final ProbeBudget budget;
    private final Wakefulness wakefulness = new Wakefulness();
    private boolean metAny;

    Members(CommunityContext context, Membership own, OwnNetwork network) {
        this.context = context;
        this.own = own;
        this.network = network;
        this.budget = new ProbeBudget(context.counters());
    }

    /** All of them, to be looked at only. */
    Collection<Member> all() {
        return List.copyOf(byKey.values());
    }

    /** Does something with all of them. */
    void each(Consumer<Member> action) {
        for (Member member : all()) {
            wakefulness.wake(member);
            action.accept(member);
        }
    }

    /** Which of them ticks are for; whoever is found here wakes up. */
    Wakefulness wakefulness() {
        return wakefulness;
    }

    /** Whether any other edge was met since the start. */
    boolean hasMetAny() {
        return metAny;
    }

    /** To do something with: it wakes up. */
    @Nullable
    Member find(PublicKey key) {
        return woken(byKey.get(key));
    }

    /** The member that a peer is, or null where it is none, or none any more. It wakes up. */
    @Nullable
    Member find(Peer peer) {
        return woken(peek(peer));
    }

    private @Nullable Member woken(@Nullable Member member) {
        if (member != null) {
            wakefulness.wake(member);
        }
        return member;
    }

    /** As {@link #find(Peer)}, to be looked at only. */
    @Nullable
    Member peek(Peer peer) {
        Member member = byKey.get(peer.key());
        return member == null || member.peer() != peer ? null : member;
    }

    /** Whether one more may be answered before its introduction. */
    boolean hasRoomForUnintroduced() {
        return byKey.values().stream().filter(member -> member.record() == null).count() < Limits.UNINTRODUCED_PEERS;
    }

    /**
     * Whether a relay belongs to the pair of us and another introduced member. So nothing else that comes by it means
     * anything: that member may have sent it, with somebody else's recorded initiation.
     */
    boolean isRelayOfAnother(Member member, SupernodeLink link, int relayId) {
        return byKey.values().stream()
                .anyMatch(other -> other != member && other.record() != null && other.isRelayedBy(link, relayId));
    }

    /** Whether anybody, introduced or not, is relayed so. */
    boolean isRelayTaken(SupernodeLink link, int relayId) {
        return byKey.values().stream().anyMatch(member -> member.isRelayedBy(link, relayId));
    }

    /** Takes in who called before its introduction: nothing from it is believed yet. Null if its key cannot be a peer's. */
    @Nullable
    Member addUnintroduced(PublicKey key, long nowNs) {
        return add(key, List.of(), nowNs);
    }

    /** Reads a record and, if it is genuine and of another edge, hands it over. The known one is not verified again. */
    Optional<GenuineRecord> read(ByteString bytes) {
        Optional<GenuineRecord> genuine = SignedRecord.parse(bytes.toByteArray())
                .filter(signed -> !signed.sessionKey().equals(context.ownKey()))
                .flatMap(this::verify);
        if (genuine.isEmpty()) {
            context.counters().add(CounterId.DROP_BAD_RECORD);
        }
        return genuine;
    }

    private Optional<GenuineRecord> verify(SignedRecord signed) {
        Member member = byKey.get(signed.sessionKey());
        GenuineRecord known = member == null ? null : member.genuine();
        return known != null && known.signed().equals(signed)
                ? Optional.of(known)
                : signed.verify(context.keys().publicKey()).map(record -> new GenuineRecord(signed, record));
    }

    /** Learns what an edge says of itself, and so who it is; null if it is not believed. */
    @Nullable
    Member learn(GenuineRecord genuine, long nowNs) {
        EdgeRecord record = genuine.record();
        Member member = find(record.sessionKey());
        EdgeRecord known = member == null ? null : member.record();
        if (known != null && !known.identityKey().equals(record.identityKey())) {
            context.counters().add(CounterId.DROP_CONFLICTING_PEER);
            return null;
        }
        if (known != null && !record.replaces(known)) {
            return member;
        }
        if (!areAddressesFree(record, nowNs)) {
            context.counters().add(CounterId.DROP_CONFLICTING_PEER);
            return null;
        }
        List<IpPrefix> hosts = record.addresses().stream()
                .map(prefix -> new IpPrefix(prefix.address(), prefix.address().bits()))
                .toList();
        if (member == null) {
            member = add(record.sessionKey(), hosts, nowNs);
        } else {
            member.peer().setAllowedIps(hosts);
            context.peers().rebuild();
        }
        if (member != null) {
            member.learn(genuine);
            metAny = true;
            context.listener().onMet(member.peer(), record.name());
        }
        return member;
    }

    /** The same of an edge that is there now: so it can speak what it offers. Null if it is not believed. */
    @Nullable
    Member learnLive(GenuineRecord genuine, long nowNs) {
        Member member = learn(genuine, nowNs);
        EdgeRecord believed = member == null ? null : member.record();
        if (member != null && believed != null) {
            member.peer().session().onOffer(believed.claims().suites());
            member.peer().learnFeatures(believed.claims().features());
        }
        return member;
    }

    /**
     * A member tells its record inside the session. The session is one of the start that signed it, so unlike a supernode's
     * word of a new start it ends nothing. Who was not introduced is left to the supernode that shall do it.
     */
    void learnFromItself(Member member, ByteString bytes, long nowNs) {
        if (member.record() != null) {
            read(bytes)
                    .filter(genuine ->
                            genuine.record().sessionKey().equals(member.peer().key()))
                    .ifPresent(genuine -> learnLive(genuine, nowNs));
        }
    }

    /** Forgets a member: its routes, its session, what waits for it. */
    void remove(Member member) {
        Peer peer = member.peer();
        byKey.remove(peer.key(), member);
        wakefulness.remove(member);
        member.punch().close();
        member.ports().closeAll();
        context.peers().remove(peer);
        context.sessions().remove(peer.session());
        peer.usePath(null);
        peer.signalBy(List.of());
        peer.useKeys(null);
        context.counters().add(CounterId.DROP_STAGED, peer.staged().size());
        peer.staged().clear();
        context.counters().add(CounterId.DROP_EARLY, member.early().size());
        member.early().clear();
    }

    private @Nullable Member add(PublicKey key, List<IpPrefix> hosts, long nowNs) {
        try {
            var pairKey = context.keys().pairKey(context.ownKey(), key);
            Peer peer = new Peer(context.sessions(), PeerKind.CULVERT, key, pairKey, hosts, 0);
            Member member = new Member(peer, context, network, budget, nowNs);
            byKey.put(key, member);
            wakefulness.wake(member);
            context.peers().add(peer);
            return member;
        } catch (IllegalArgumentException e) { // of low order, a supernode's, or configured as a stock peer's
            context.counters().add(CounterId.DROP_CONFLICTING_PEER);
            return null;
        }
    }

    /** Inside the overlay, not ours, and nobody's who still answers; who does not answer makes room. */
    private boolean areAddressesFree(EdgeRecord record, long nowNs) {
        List<Peer> silent = new ArrayList<>();
        for (IpPrefix prefix : record.addresses()) {
            IpAddress address = prefix.address();
            boolean inside = own.address()
                    .filter(mine -> mine.contains(address) && !mine.address().equals(address))
                    .isPresent();
            if (!inside) {
                return false;
            }
            for (Peer other : context.peers().peers()) {
                if (!other.key().equals(record.sessionKey()) && has(other, address)) {
                    if (other.kind() == PeerKind.STOCK || answers(other, nowNs)) {
                        return false;
                    }
                    silent.add(other);
                }
            }
        }
        for (Peer peer : silent) {
            Member member = find(peer);
            if (member != null) {
                remove(member);
            }
        }
        return true;
    }

    private static boolean has(Peer peer, IpAddress address) {
        return peer.allowedIps().stream()
                .anyMatch(prefix ->
                        prefix.length() == address.bits() && prefix.address().equals(address));
    }

    private static boolean answers(Peer peer, long nowNs) {
        long heardNs = peer.session().activity().lastReceivedNs();
        return heardNs != Activity.NEVER && nowNs - heardNs < Timing.ANSWERING_NS;
    }
}
