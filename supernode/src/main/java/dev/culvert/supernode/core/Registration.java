package dev.culvert.supernode.core;

import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.control.pb.Control;
import dev.culvert.common.control.pb.Offered;
import dev.culvert.common.control.pb.Reason;
import dev.culvert.common.control.pb.Register;
import dev.culvert.common.control.pb.Registered;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.CommunityId;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Timing;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.relay.Binding;
import dev.culvert.supernode.relay.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides on Register, cheapest test first: community allowed → record of this session's key, certified and signed →
 * same identity as before → not replaced, not stale → caps → addresses. What is refused changes nothing.
 */
final class Registration {
    private final SupernodeConfig config;
    private final Registry registry;
    private final Observation observation;
    private final Counters<CounterId> counters;
    private final Leaving leaving;

    /** Told of a member that is about to be forgotten. */
    @FunctionalInterface
    interface Leaving {
        void leaves(Member member, long nowNs);
    }

    /**
     * What came of a request.
     *
     * @param answer to the edge
     * @param granted what changed; null if nothing did
     */
    record Outcome(Control.Builder answer, @Nullable Granted granted) {}

    /**
     * A registration that was granted.
     *
     * @param wasPresent whether the member was present already
     * @param startedOver whether this is another start of a member that was present
     * @param changed whether its record or endpoint is another than before
     */
    record Granted(
            Member member, List<IpAddress> addresses, boolean wasPresent, boolean startedOver, boolean changed) {}

    /**
     * Decides for one supernode.
     *
     * @param leaving told of a member that is about to be forgotten, because its key goes to another community
     */
    Registration(
            SupernodeConfig config,
            Registry registry,
            Observation observation,
            Counters<CounterId> counters,
            Leaving leaving) {
        this.config = config;
        this.registry = registry;
        this.observation = observation;
        this.counters = counters;
        this.leaving = leaving;
    }

    /** A remote asks for membership. */
    Outcome register(Remote remote, Register request, Path source, long nowNs) {
        if (request.getCommunityKey().size() != VerifyKey.BYTES) {
            return refused(Refusal.of(Reason.REASON_BAD_REQUEST, "a community's key has 32 bytes"));
        }
        VerifyKey communityKey = VerifyKey.of(request.getCommunityKey().toByteArray());
        CommunityId id = CommunityId.of(communityKey);
        Set<String> allowed = config.allowed();
        if (!allowed.isEmpty() && !allowed.contains(id.toString())) {
            return refused(Refusal.of(
                    Reason.REASON_COMMUNITY_NOT_ALLOWED,
                    "this supernode does not serve community " + id + ": its operator can allow it"));
        }
        Optional<SignedRecord> signed = SignedRecord.parse(request.getRecord().toByteArray())
                .filter(r -> r.sessionKey().equals(remote.key));
        Optional<EdgeRecord> read = signed.flatMap(r -> r.verify(communityKey));
        if (signed.isEmpty() || read.isEmpty()) {
            return refused(Refusal.of(
                    Reason.REASON_INVALID_RECORD,
                    "the record is not this edge's, or not signed by a member of the community"));
        }
        return register(remote, communityKey, signed.get(), read.get(), source, nowNs);
    }

    private Outcome register(
            Remote remote, VerifyKey communityKey, SignedRecord signed, EdgeRecord record, Path source, long nowNs) {
        Member known = registry.find(remote.key);
        if (known != null) {
            Control.Builder refusal = contradiction(known, signed, record);
            if (refusal != null) {
                return refused(refusal);
            }
        }
        Community community = registry.find(CommunityId.of(communityKey));
        Member member = known != null && known.community.equals(community) ? known : null;
        if (member == null || !member.isPresent()) {
            String cap = registry.capReached(community, source);
            if (cap != null) {
                counters.add(CounterId.CAP_REACHED);
                return refused(Refusal.of(Reason.REASON_FULL, cap));
            }
        }
        if (record.addresses().isEmpty()) {
            return offer(remote, community, member, record, nowNs);
        }
        Control.Builder refusal = Addresses.refusal(community, member, record.addresses(), nowNs);
        return refusal == null ? grant(remote, communityKey, member, signed, record, source, nowNs) : refused(refusal);
    }

    /** What the supernode knows of the key speaks against the record; null if nothing does. */
    private static Control.@Nullable Builder contradiction(Member known, SignedRecord signed, EdgeRecord record) {
        if (!known.identityKey.equals(record.identityKey())) {
            return Refusal.of(Reason.REASON_INVALID_RECORD, "this edge has registered with another signature key");
        }
        if (known.replacedBootIds.contains(record.bootId())) {
            return Refusal.of(
                    Reason.REASON_REPLACED,
                    "another edge with the same key has started later: give each host a state directory of its own");
        }
        boolean renewal = record.sequence() == known.sequence && (known.signed == null || known.signed.equals(signed));
        return record.sequence() > known.sequence || renewal ? null : Refusal.stale(known.sequence);
    }

    private Outcome offer(
            Remote remote, @Nullable Community community, @Nullable Member member, EdgeRecord record, long nowNs) {
        if (!record.automatic()) {
            return refused(Refusal.of(Reason.REASON_BAD_REQUEST, "the record names no address, and asks for none"));
        }
        // Who has one, and asks all the same, was refused it by another supernode.
        boolean another = member != null && member.isPresent() && member.bootId == record.bootId();
        return Addresses.offer(community, member, another, remote.key, config.autoPrefix(), nowNs)
                .map(address -> new Outcome(
                        Control.newBuilder()
                                .setOffered(Offered.newBuilder().setAddress(ControlMessages.prefix(address))),
                        null))
                .orElseGet(() ->
                        refused(Refusal.of(Reason.REASON_NO_ADDRESS, "the community's network has no free address")));
    }

    private Outcome grant(
            Remote remote,
            VerifyKey communityKey,
            @Nullable Member existing,
            SignedRecord signed,
            EdgeRecord record,
            Path source,
            long nowNs) {
        Member member = existing == null ? enrol(communityKey, record, nowNs) : existing;
        Path before = member.path();
        boolean wasPresent = member.isPresent();
        boolean otherStart = member.bootId != record.bootId();
        SignedRecord former = member.signed;
        boolean changed = former == null
                || !signed.equals(former)
                || before == null
                || !before.remote().equals(source.remote());
        if (otherStart && member.sequence != 0) {
            member.replaceBootId(record.bootId());
        }
        member.bootId = record.bootId();
        member.sequence = record.sequence();
        member.signed = signed;
        member.name = record.name();
        member.automatic = record.automatic();
        member.registeredNs = nowNs;
        member.heardNs = nowNs;
        claim(member, record.addresses(), nowNs);
        registry.bind(member, remote, source, otherStart);
        counters.add(CounterId.EDGES_REGISTERED, wasPresent ? 0 : 1);
        List<IpAddress> addresses =
                record.addresses().stream().map(IpPrefix::address).toList();
        return new Outcome(
                Control.newBuilder()
                        .setRegistered(registered(member, record.addresses().getFirst(), source, nowNs)),
                new Granted(member, addresses, wasPresent, wasPresent && otherStart, changed));
    }

    /** A key that is new here, or new in this community: what is known of its records goes with it. */
    private Member enrol(VerifyKey communityKey, EdgeRecord record, long nowNs) {
        Member elsewhere = registry.find(record.sessionKey());
        if (elsewhere != null) {
            leaving.leaves(elsewhere, nowNs);
            registry.remove(elsewhere);
        }
        Member member = new Member(record.sessionKey(), record.identityKey(), registry.community(communityKey));
        if (elsewhere != null) {
            member.sequence = elsewhere.sequence;
            member.bootId = elsewhere.bootId;
            member.replacedBootIds.addAll(elsewhere.replacedBootIds);
        }
        registry.add(member, nowNs);
        return member;
    }

    /** These addresses are the member's, and no others any more. */
    private static void claim(Member member, List<IpPrefix> addresses, long nowNs) {
        Community community = member.community;
        IpPrefix network = addresses.getFirst().network();
        if (!network.equals(community.prefix)) {
            // Nobody else holds an address, or this would have been refused: what is left of former members ends.
            community.claims.values().removeIf(claim -> !claim.owner().equals(member));
            community.prefix = network;
        }
        List<Claim> claims = new ArrayList<>();
        for (IpPrefix address : addresses) {
            Claim before = community.claims.get(address.address());
            long sinceNs = before != null && before.owner().equals(member) ? before.sinceNs() : nowNs;
            claims.add(new Claim(address, member, member.automatic, sinceNs));
        }
        community.claims.values().removeIf(claim -> claim.owner().equals(member));
        claims.forEach(claim -> community.claims.put(claim.address().address(), claim));
    }

    private Registered.Builder registered(Member member, IpPrefix address, Path source, long nowNs) {
        Binding.Bound bound = member.binding.bound();
        Claim claim = member.community.claims.get(address.address());
        long heldNs = claim == null ? 0 : claim.ageNs(nowNs);
        return Registered.newBuilder()
                .setAddress(ControlMessages.prefix(address))
                .setLeaseSeconds((int) TimeUnit.NANOSECONDS.toSeconds(Timing.LEASE_NS))
                .setHeldForSeconds((int) TimeUnit.NANOSECONDS.toSeconds(heldNs))
                .setObserved(ControlMessages.endpoint(observation.of(source.remote())))
                .addAllStun(stun(source))
                .setRelayToken(bound == null ? 0 : bound.token())
                .setOthers(member.community.present - 1)
                .setRelays(config.relays());
    }

    /**
     * Where else STUN is answered: the second port, and both ports of a second address. An address of this host's own
     * network means nothing to who came from outside of it.
     */
    private List<dev.culvert.common.control.pb.Endpoint> stun(Path source) {
        List<Endpoint> endpoints = new ArrayList<>();
        IpAddress local = source.local();
        List<IpAddress> own = config.publicAddresses();
        boolean reachable =
                local != null && (local.isPublic() || !source.remote().address().isPublic());
        if (own.isEmpty() && local != null && reachable) {
            endpoints.add(new Endpoint(local, config.stunPort()));
        }
        for (IpAddress address : own) {
            if (!address.equals(own.getFirst())) {
                endpoints.add(new Endpoint(address, config.port()));
            }
            endpoints.add(new Endpoint(address, config.stunPort()));
        }
        return endpoints.stream().map(ControlMessages::endpoint).toList();
    }

    private Outcome refused(Control.Builder refusal) {
        counters.add(CounterId.REGISTRATIONS_REFUSED);
        return new Outcome(refusal, null);
    }
}
