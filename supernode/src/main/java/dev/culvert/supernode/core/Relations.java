package dev.culvert.supernode.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Introduce;
import dev.culvert.common.control.pb.PeerGone;
import dev.culvert.common.control.pb.PeerInfo;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Timing;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.relay.Bandwidth;
import dev.culvert.supernode.relay.Observation;
import dev.culvert.supernode.relay.RelayPair;
import dev.culvert.supernode.relay.RelayTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who knows whom: introduces, tells of every change, and of the end. */
final class Relations {
    private final SupernodeConfig config;
    private final RelayTable table;
    private final Observation observation;
    private final Messenger messenger;
    private final Counters<CounterId> counters;
    private final Set<Relation> all = new LinkedHashSet<>();

    Relations(
            SupernodeConfig config,
            RelayTable table,
            Observation observation,
            Messenger messenger,
            Counters<CounterId> counters) {
        this.config = config;
        this.table = table;
        this.observation = observation;
        this.messenger = messenger;
        this.counters = counters;
    }

    Collection<Relation> all() {
        return all;
    }

    /**
     * Hands two members of one community, both present, each other's records.
     *
     * @return null, or which cap keeps them apart, for the asker's user
     */
    @Nullable
    String introduce(Member asker, Member target, long nowNs) {
        Relation relation = asker.relations.get(target);
        if (relation == null) {
            String cap = capReached(asker.community);
            if (cap != null) {
                counters.add(CounterId.INTRODUCTIONS_REFUSED);
                return cap;
            }
        }
        if (relation == null || (relation.pair == null && config.relays())) {
            if (relation != null) {
                end(relation); // made while no relay was to be had
            }
            relation = open(asker, target, nowNs);
        }
        relation.askedNs = nowNs;
        tell(asker, relation, false);
        tell(target, relation, true);
        return null;
    }

    private @Nullable String capReached(Community community) {
        SupernodeLimits limits = config.limits();
        if (all.size() >= limits.relations()) {
            return "this supernode has introduced as many pairs as it may, " + limits.relations();
        }
        return community.relations >= limits.relationsPerCommunity()
                ? "as many pairs of the community know each other by this supernode as may, "
                        + limits.relationsPerCommunity()
                : null;
    }

    /** A member has started over: relay ids stay, but both ends begin anew. */
    void onStartedOver(Member member) {
        for (Relation relation : member.relations.values()) {
            tell(relation.other(member), relation, true);
            tell(member, relation, true);
        }
    }

    /** A member's record or endpoint is another. */
    void onChanged(Member member) {
        SignedRecord record = member.signed;
        Path path = member.path();
        if (record == null || path == null) {
            return;
        }
        PeerInfo.Builder info = PeerInfo.newBuilder()
                .setRecord(ByteString.copyFrom(record.bytes()))
                .setObserved(ControlMessages.endpoint(observation.of(path.remote())));
        for (Relation relation : member.relations.values()) {
            Member told = relation.other(member);
            if (messenger.isIntroducing(told, member.key)) {
                tell(told, relation, true); // a PeerInfo in its place would lose the relay id
            } else {
                messenger.push(told, member.key, Control.newBuilder().setPeerInfo(info));
            }
        }
    }

    /** A member is gone, and with it all its relations. */
    void onGone(Member member, boolean left) {
        for (Relation relation : List.copyOf(member.relations.values())) {
            end(relation);
            messenger.push(
                    relation.other(member),
                    member.key,
                    Control.newBuilder()
                            .setPeerGone(PeerGone.newBuilder()
                                    .setKey(ControlMessages.bytes(member.key))
                                    .setLeft(left)));
        }
    }

    /** Ends those that have been of no use for long. */
    void endIdle(long nowNs) {
        List<Relation> idle = new ArrayList<>();
        for (Relation relation : all) {
            if (nowNs - relation.usedNs() >= Timing.RELATION_IDLE_NS) {
                idle.add(relation);
            }
        }
        idle.forEach(this::end);
    }

    private Relation open(Member first, Member second, long nowNs) {
        RelayPair pair = config.relays() ? relay(first, second, nowNs) : null;
        Relation relation = new Relation(first, second, pair, nowNs);
        first.relations.put(second, relation);
        second.relations.put(first, relation);
        first.community.relations++;
        first.community.relays += pair == null ? 0 : 1;
        all.add(relation);
        return relation;
    }

    private @Nullable RelayPair relay(Member first, Member second, long nowNs) {
        SupernodeLimits limits = config.limits();
        if (first.community.relays >= limits.relaysPerCommunity() && table.size() < limits.relays()) {
            counters.add(CounterId.RELAY_SHARE_REACHED);
            return null;
        }
        RelayPair pair = table.open(
                first.binding,
                second.binding,
                limit(limits.relayBitsPerSecondPair()),
                first.community.relayLimit,
                nowNs);
        counters.add(CounterId.RELAYS_EXHAUSTED, pair == null ? 1 : 0);
        return pair;
    }

    static @Nullable Bandwidth limit(long bitsPerSecond) {
        return bitsPerSecond == 0 ? null : new Bandwidth(bitsPerSecond);
    }

    private void end(Relation relation) {
        relation.first.relations.remove(relation.second);
        relation.second.relations.remove(relation.first);
        all.remove(relation);
        relation.first.community.relations--;
        RelayPair pair = relation.pair;
        if (pair != null) {
            table.close(pair);
            relation.first.community.relays--;
        }
    }

    /** Tells one end of a relation who and where the other is. */
    private void tell(Member told, Relation relation, boolean askedByPeer) {
        Member peer = relation.other(told);
        SignedRecord record = peer.signed;
        Path path = peer.path();
        if (record != null && path != null) {
            messenger.push(
                    told,
                    peer.key,
                    Control.newBuilder()
                            .setIntroduce(Introduce.newBuilder()
                                    .setRecord(ByteString.copyFrom(record.bytes()))
                                    .setObserved(ControlMessages.endpoint(observation.of(path.remote())))
                                    .setRelayId(relation.relayIdFor(told))
                                    .setAskedByPeer(askedByPeer)));
        }
    }
}
