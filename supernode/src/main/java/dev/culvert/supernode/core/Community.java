package dev.culvert.supernode.core;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.CommunityId;
import dev.culvert.supernode.relay.Bandwidth;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A community as its supernode knows it: a key, and who claims what. */
final class Community {
    final VerifyKey key;
    final CommunityId id;
    final Map<PublicKey, Member> members = new LinkedHashMap<>();
    final Map<IpAddress, Claim> claims = new HashMap<>();
    /** Lookups that wait: target, asker, and until when. */
    final Map<Target, Map<Member, Long>> lookups = new HashMap<>();
    /** What may be relayed for all of it; null for no limit. */
    final @Nullable Bandwidth relayLimit;
    /** Its network; null before the first claim. */
    @Nullable
    IpPrefix prefix;
    /** Members that are present. */
    int present;
    /** Relations between its members. */
    int relations;
    /** Of these, those that have a relay. */
    int relays;

    Community(VerifyKey key, @Nullable Bandwidth relayLimit) {
        this.key = key;
        this.id = CommunityId.of(key);
        this.relayLimit = relayLimit;
    }

    /** The member that a lookup is about, present or not; null if there is none. */
    @Nullable
    Member find(Target target) {
        return switch (target) {
            case Target.Address(IpAddress address) -> {
                Claim claim = claims.get(address);
                yield claim == null ? null : claim.owner();
            }
            case Target.Key(PublicKey wanted) -> members.get(wanted);
        };
    }

    /** Whether the prefix is fixed by anybody's claim but this member's. */
    boolean isPrefixFixedFor(@Nullable Member member, long nowNs) {
        return prefix != null
                && claims.values().stream().anyMatch(claim -> !claim.owner().equals(member) && claim.isHeld(nowNs));
    }
}
