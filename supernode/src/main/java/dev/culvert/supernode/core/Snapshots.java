package dev.culvert.supernode.core;

import com.google.protobuf.ByteString;
import dev.culvert.common.control.ControlMessages;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.time.Limits;
import dev.culvert.supernode.relay.Binding;
import dev.culvert.supernode.store.pb.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Between the registry and what is stored of it. Times are stored as ages: no clock outlives a host's restart. */
final class Snapshots {
    private Snapshots() {}

    static Snapshot of(Registry registry, long nowNs) {
        Snapshot.Builder snapshot = Snapshot.newBuilder();
        for (Community community : registry.communities()) {
            Snapshot.Community.Builder stored =
                    snapshot.addCommunitiesBuilder().setKey(ByteString.copyFrom(community.key.bytes()));
            IpPrefix prefix = community.prefix;
            if (prefix != null) {
                stored.setPrefix(prefix(prefix));
            }
            for (Member member : community.members.values()) {
                stored.addEdges(edge(member, nowNs));
            }
        }
        return snapshot.build();
    }

    private static Snapshot.Edge.Builder edge(Member member, long nowNs) {
        Snapshot.Edge.Builder edge = Snapshot.Edge.newBuilder()
                .setSessionKey(ControlMessages.bytes(member.key))
                .setIdentityKey(ByteString.copyFrom(member.identityKey.bytes()))
                .setSequence(member.sequence)
                .setBootId(member.bootId)
                .addAllReplacedBootIds(member.replacedBootIds)
                .setName(member.name)
                .setAutomatic(member.automatic)
                .setAbsentSeconds(member.isPresent() ? 0 : seconds(nowNs - member.heardNs));
        for (Claim claim : member.community.claims.values()) {
            if (claim.owner().equals(member)) {
                edge.addClaims(Snapshot.Claim.newBuilder()
                        .setAddress(prefix(claim.address()))
                        .setHeldSeconds(seconds(nowNs - claim.sinceNs())));
            }
        }
        Binding.Bound bound = member.binding.bound();
        if (bound != null) {
            Endpoint remote = bound.path().remote();
            edge.setToken(bound.token())
                    .setAddress(ControlMessages.bytes(remote.address()))
                    .setPort(remote.port())
                    .setScope(remote.scopeId());
        }
        return edge;
    }

    /**
     * Fills an empty registry.
     *
     * @return the edges that were present
     * @throws IllegalArgumentException if the snapshot holds what none of ours can
     */
    static List<Wakeups.Sleeper> restore(Snapshot snapshot, Registry registry, long nowNs) {
        List<Wakeups.Sleeper> sleepers = new ArrayList<>();
        for (Snapshot.Community stored : snapshot.getCommunitiesList()) {
            Community community =
                    registry.community(VerifyKey.of(stored.getKey().toByteArray()));
            community.prefix = stored.hasPrefix() ? prefix(stored.getPrefix()) : null;
            for (Snapshot.Edge edge : stored.getEdgesList()) {
                Member member = restore(edge, community, nowNs);
                registry.add(member, nowNs);
                if (edge.getPort() != 0) {
                    var address = ControlMessages.address(edge.getAddress()).orElseThrow(Snapshots::malformed);
                    sleepers.add(new Wakeups.Sleeper(
                            member, edge.getToken(), new Endpoint(address, edge.getPort(), edge.getScope())));
                }
            }
        }
        return sleepers;
    }

    private static Member restore(Snapshot.Edge edge, Community community, long nowNs) {
        PublicKey key = PublicKey.of(edge.getSessionKey().toByteArray());
        Member member = new Member(key, VerifyKey.of(edge.getIdentityKey().toByteArray()), community);
        member.sequence = edge.getSequence();
        member.bootId = edge.getBootId();
        edge.getReplacedBootIdsList().stream().limit(Limits.REPLACED_BOOT_IDS).forEach(member.replacedBootIds::add);
        member.name = edge.getName();
        member.automatic = edge.getAutomatic();
        // Explicit claims are lost after an absence that counts from here: the edge may not have noticed the restart.
        member.heardNs = nowNs - (member.automatic ? ns(edge.getAbsentSeconds()) : 0);
        for (Snapshot.Claim claim : edge.getClaimsList()) {
            IpPrefix address = prefix(claim.getAddress());
            community.claims.put(
                    address.address(),
                    new Claim(address, member, member.automatic, nowNs - ns(claim.getHeldSeconds())));
        }
        return member;
    }

    private static Snapshot.Prefix.Builder prefix(IpPrefix prefix) {
        return Snapshot.Prefix.newBuilder()
                .setAddress(ControlMessages.bytes(prefix.address()))
                .setLength(prefix.length());
    }

    private static IpPrefix prefix(Snapshot.Prefix prefix) {
        return new IpPrefix(
                ControlMessages.address(prefix.getAddress()).orElseThrow(Snapshots::malformed), prefix.getLength());
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("an address has neither 4 nor 16 bytes");
    }

    private static int seconds(long ns) {
        return Math.clamp(TimeUnit.NANOSECONDS.toSeconds(ns), 0, Integer.MAX_VALUE);
    }

    private static long ns(int seconds) {
        return TimeUnit.SECONDS.toNanos(Math.max(0, seconds));
    }
}
