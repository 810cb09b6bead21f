package dev.culvert.edge.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.PeerInfo;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.time.Timing;
import dev.culvert.common.wire.MessageKind;
import dev.culvert.edge.memory.KnownEndpoint;
import dev.culvert.edge.memory.KnownPeer;
import dev.culvert.edge.memory.PeerMemory;
import dev.culvert.edge.path.Candidate;
import dev.culvert.edge.path.PathReport;
import dev.culvert.edge.path.WayState;
import dev.culvert.edge.peer.Peer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an edge does without any supernode: it recalls the peers that it remembers where they answered before, and answers
 * those that it remembers. A recall is an initiation to all these endpoints. One behind a NAT gets an opener first, and the
 * initiation's repetition after it. While a supernode answers, only notes are taken. Conductor thread.
 */
final class Recollection {
    private final CommunityContext context;
    private final PeerMemory memory;
    private final Membership own;
    private final Whereabouts network;
    private final Links links;
    private final Members members;
    private final Lookups lookups;
    private final Connections connections;
    private final Outbox outbox;
    private final SessionWork work;
    private final Map<PublicKey, Set<Endpoint>> opened = new HashMap<>();
    private final Set<IpAddress> refused = new HashSet<>();
    private long aloneSinceNs = Activity.NEVER;
    private boolean recalling;
    private boolean told;
    private long notedNs;

    Recollection(
            CommunityContext context,
            Membership own,
            Whereabouts network,
            Links links,
            Members members,
            Lookups lookups,
            Connections connections,
            Outbox outbox,
            SessionWork work) {
        this.context = context;
        this.memory = context.memory();
        this.own = own;
        this.network = network;
        this.links = links;
        this.members = members;
        this.lookups = lookups;
        this.connections = connections;
        this.outbox = outbox;
        this.work = work;
    }

    /** What there is to be remembered. */
    Remembered report() {
        return new Remembered(memory.size(), memory.goodAt(), recalling);
    }

    void onTick(long nowNs) {
        if (!context.paths().mode().isDirectWanted()) {
            return; // nobody is ever recalled, or answered, without a relay
        }
        if (links.anyAnswers()) {
            aloneSinceNs = Activity.NEVER;
            recalling = false;
            told = false;
            opened.clear();
        } else if (aloneSinceNs == Activity.NEVER) {
            aloneSinceNs = nowNs;
        }
        recalling = isAloneFor(Timing.RECALL_AFTER_NS, nowNs);
        if (recalling) {
            recallWanted(nowNs);
        }
        if (!told && memory.size() > 0 && isAloneFor(Timing.RECALL_NATS_AFTER_NS, nowNs)) {
            told = true;
            context.listener().onWithoutSupernodes(report());
        }
        if (nowNs - notedNs >= Timing.REMEMBER_NS) {
            notedNs = nowNs;
            boolean relaysAreGone = isAloneFor(Timing.PATH_DEAD_PATIENCE_NS, nowNs);
            for (Member member : members.wakefulness().awake()) {
                if (member.paths().isDirect() && member.isInUse(nowNs)) {
                    note(member, nowNs);
                }
            }
            if (relaysAreGone) {
                leaveAllRelays(nowNs);
            }
        }
    }

    /** Of those with direct paths: what is left to them is the last path, which never rests. */
    private void leaveAllRelays(long nowNs) {
        for (Member member : members.all()) {
            if (member.paths().isDirect() && !member.links().isEmpty()) {
                members.wakefulness().wake(member);
                leaveRelays(member, nowNs);
            }
        }
    }

    private void leaveRelays(Member member, long nowNs) {
        member.links().forEach(link -> connections.leave(member, link, nowNs));
    }

    private boolean isAloneFor(long ns, long nowNs) {
        return aloneSinceNs != Activity.NEVER && nowNs - aloneSinceNs >= ns;
    }

    // -- taking notes ------------------------------------------------------------------------------------------------

    private void note(Member member, long nowNs) {
        GenuineRecord genuine = member.genuine();
        if (genuine != null) {
            List<KnownEndpoint> good = member.paths().report(nowNs).stream()
                    .filter(path -> !path.path().isRelayed() && path.state() instanceof WayState.Usable)
                    .filter(path -> path.path().remote().scopeId() == 0)
                    .map(path -> known(member, path))
                    .toList();
            memory.note(genuine.signed(), genuine.record(), good);
        }
    }

    private KnownEndpoint known(Member member, PathReport path) {
        Endpoint endpoint = path.path().remote();
        boolean open = member.punch().named(endpoint).map(Candidate::open).orElse(false);
        return new KnownEndpoint(endpoint, path.kind(), open, path.packetLimit(), memory.now());
    }

    // -- recalling ---------------------------------------------------------------------------------------------------

    /** Packets wait for addresses, and nobody can be asked: who had them? */
    private void recallWanted(long nowNs) {
        if (!lookups.isBusy()) {
            refused.clear();
        }
        for (IpAddress address : lookups.addresses()) {
            if (!refused.contains(address)
                    && !memory.owner(address).map(known -> want(known, nowNs)).orElse(true)) {
                refused.add(address);
            }
        }
    }

    private boolean want(KnownPeer known, long nowNs) {
        Member member = learn(known, nowNs);
        if (member != null) {
            work.perform(Outbox.wanted(member.peer(), nowNs), nowNs);
        }
        return member != null;
    }

    /** Believes what is remembered as if a supernode had said it; what waited for the peer waits for its session now. */
    private @Nullable Member learn(KnownPeer known, long nowNs) {
        Member member = members.learn(new GenuineRecord(known.signed(), known.record()), nowNs);
        if (member != null) {
            for (IpPrefix prefix : known.record().addresses()) {
                connections.stage(member, lookups.take(prefix.address()), nowNs);
            }
        }
        return member;
    }

    /** Whether the peer can be recalled although no path to it is known. */
    boolean isRecalled(Peer peer) {
        return recalling
                && members.peek(peer) != null
                && memory.find(peer.key()).isPresent();
    }

    /** A message is about to be sent to a peer: a recall, perhaps. False if it goes nowhere by this. */
    boolean recall(Peer peer, byte[] message, long nowNs) {
        if (!isRecalled(peer) || MessageKind.of(message, 0, message.length) != MessageKind.INITIATION) {
            return false;
        }
        Path active = peer.sendState().path();
        if (active != null && !active.isRelayed() && isHeard(peer, nowNs)) {
            return false; // only new keys are due
        }
        List<KnownEndpoint> endpoints =
                memory.find(peer.key()).map(KnownPeer::endpoints).orElse(List.of());
        for (KnownEndpoint known : endpoints) {
            Path path = Path.direct(network.port(), known.endpoint(), null);
            boolean used =
                    active != null && !active.isRelayed() && active.remote().equals(path.remote());
            if (used || !network.isOutside(known.endpoint())) {
                continue;
            }
            if (known.takesStrangers() || isOpened(peer, known.endpoint())) {
                outbox.send(path, message);
            } else if (isAloneFor(Timing.RECALL_NATS_AFTER_NS, nowNs)) {
                opened.computeIfAbsent(peer.key(), _ -> new HashSet<>()).add(known.endpoint());
                outbox.sendIndication(path, network.openerTtl(0), context.random());
            }
        }
        return true;
    }

    private static boolean isHeard(Peer peer, long nowNs) {
        long heardNs = peer.session().activity().lastReceivedNs();
        return heardNs != Activity.NEVER && nowNs - heardNs < Timing.PATHS_SILENT_NS;
    }

    private boolean isOpened(Peer peer, Endpoint endpoint) {
        return opened.getOrDefault(peer.key(), Set.of()).contains(endpoint);
    }

    /** Nobody answers: the next recall begins with openers again, as NATs forget. */
    void onGaveUp(Peer peer) {
        opened.remove(peer.key());
    }

    // -- being recalled ----------------------------------------------------------------------------------------------

    /** Whether a key that is no peer's is answered: there is no supernode that could introduce it. */
    boolean remembers(PublicKey key) {
        return context.paths().mode().isDirectWanted()
                && !links.anyAnswers()
                && memory.find(key).isPresent();
    }

    /** Takes in who recalls this edge. */
    @Nullable
    Peer admit(PublicKey key, long nowNs) {
        Optional<KnownPeer> known = remembers(key) ? memory.find(key) : Optional.empty();
        Member member = known.isEmpty() ? null : learn(known.get(), nowNs);
        return member == null ? null : member.peer();
    }

    /**
     * A session with a member is there. Where no supernode answers, the way that the handshake came by is a path, relays are
     * none any more, and nobody else tells the member what this edge says of itself since its start.
     */
    void onSession(Member member, long nowNs) {
        Path source = member.takeHeardFrom();
        opened.remove(member.peer().key());
        if (links.anyAnswers() || !context.paths().mode().isDirectWanted()) {
            return;
        }
        if (source != null) {
            leaveRelays(member, nowNs);
            int limit = memory.find(member.peer().key())
                    .flatMap(known -> known.at(source.remote()))
                    .map(KnownEndpoint::packetLimit)
                    .orElse(Integer.MAX_VALUE);
            connections.recalled(member, source, limit, nowNs);
        }
        if (own.address().isEmpty()) {
            return;
        }
        member.say(Control.newBuilder()
                .setPeerInfo(PeerInfo.newBuilder()
                        .setRecord(ByteString.copyFrom(own.record().bytes()))));
    }
}
