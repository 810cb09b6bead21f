package dev.culvert.supernode.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.common.record.CommunityId;
import dev.culvert.supernode.config.SupernodeLimits;
import dev.culvert.supernode.relay.Tokens;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is known: communities, their members, and where those that are present are. What is remembered of the absent is
 * bounded too: as many again as may be present.
 */
final class Registry {
    private static final int REMEMBERED_FOR_EACH_PRESENT = 2;

    private final SupernodeLimits limits;
    private final Tokens tokens;
    private final Map<CommunityId, Community> communities = new LinkedHashMap<>();
    private final Map<PublicKey, Member> members = new LinkedHashMap<>();
    private final Map<Endpoint, Member> byEndpoint = new HashMap<>();
    private final Map<IpAddress, Integer> bySource = new HashMap<>();
    private int present; // in all communities

    Registry(SupernodeLimits limits, Tokens tokens) {
        this.limits = limits;
        this.tokens = tokens;
    }

    Collection<Community> communities() {
        return communities.values();
    }

    Collection<Member> members() {
        return members.values();
    }

    @Nullable
    Member find(PublicKey key) {
        return members.get(key);
    }

    @Nullable
    Community find(CommunityId id) {
        return communities.get(id);
    }

    /** Whether an edge that is present is there. */
    boolean isBoundAt(Endpoint endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    /** Which cap keeps one more edge out, for its user; null if none does. */
    @Nullable
    String capReached(@Nullable Community community, Path source) {
        if (present >= limits.edges()) {
            return "this supernode has as many edges as it takes, " + limits.edges();
        }
        if (community != null && community.present >= limits.edgesPerCommunity()) {
            return "the community has as many edges here as one may, " + limits.edgesPerCommunity();
        }
        if ((community == null || community.present == 0)
                && communities.values().stream().filter(c -> c.present > 0).count() >= limits.communities()) {
            return "this supernode has as many communities as it takes, " + limits.communities();
        }
        if (bySource.getOrDefault(source(source), 0) >= limits.edgesPerSource()) {
            return "as many edges as one source may have, " + limits.edgesPerSource()
                    + ", are registered from your address";
        }
        return null;
    }

    /** The community with this key, new if it was not known. */
    Community community(VerifyKey key) {
        return communities.computeIfAbsent(
                CommunityId.of(key), _ -> new Community(key, Relations.limit(limits.relayBitsPerSecondCommunity())));
    }

    /** Remembers a member; where too many are, the one that was absent for longest is forgotten. */
    void add(Member member, long nowNs) {
        Community community = member.community;
        if (community.members.size() >= limits.edgesPerCommunity() * REMEMBERED_FOR_EACH_PRESENT) {
            forgetOneOf(community.members.values().stream(), nowNs);
        }
        if (members.size() >= limits.edges() * REMEMBERED_FOR_EACH_PRESENT) {
            forgetOneOf(members.values().stream(), nowNs);
        }
        members.put(member.key, member);
        community.members.put(member.key, member);
    }

    private void forgetOneOf(Stream<Member> candidates, long nowNs) {
        candidates
                .filter(member -> !member.isPresent())
                .max(Comparator.comparingLong(member -> nowNs - member.heardNs))
                .ifPresent(this::remove);
    }

    /** Forgets a member that is absent, its claims, and its community if it was the last. */
    void remove(Member member) {
        Community community = member.community;
        members.remove(member.key);
        community.members.remove(member.key);
        community.claims.values().removeIf(claim -> claim.owner().equals(member));
        if (community.members.isEmpty()) {
            communities.remove(community.id);
        }
    }

    /** A member is at the far end of this path, from now on. A start of its own gets a token of its own. */
    void bind(Member member, Remote remote, Path path, boolean started) {
        boolean anew = started || !member.isPresent();
        release(member);
        member.remote = remote;
        remote.member = member;
        remote.path = path;
        present++;
        member.community.present++;
        bySource.merge(source(path), 1, Integer::sum);
        byEndpoint.put(path.remote(), member);
        if (anew) {
            tokens.bindAnew(member.binding, path);
        } else {
            tokens.move(member.binding, path);
        }
    }

    /** A member is absent. */
    void unbind(Member member) {
        release(member);
        tokens.unbind(member.binding);
    }

    private void release(Member member) {
        Remote remote = member.remote;
        Path path = member.path();
        if (remote == null || path == null) {
            return;
        }
        member.remote = null;
        remote.member = null;
        present--;
        member.community.present--;
        bySource.computeIfPresent(source(path), (_, count) -> count == 1 ? null : count - 1);
        byEndpoint.remove(path.remote(), member);
    }

    /** The part of an address that one subscriber has: all of IPv4, a /64 of IPv6. */
    private static IpAddress source(Path path) {
        IpAddress address = path.remote().address();
        return address.isIpv4() ? address : new IpAddress(address.high(), 0);
    }
}
