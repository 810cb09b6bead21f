package dev.culvert.supernode.core;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.path.Path;
import dev.culvert.supernode.relay.RelayPair;
import dev.culvert.supernode.status.CommunityReport;
import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.supernode.status.RelayReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What of the core is shown. Stateless. */
final class Reports {
    private Reports() {}

    static List<CommunityReport> communities(Registry registry, long nowNs) {
        return registry.communities().stream()
                .map(community -> report(community, nowNs))
                .sorted(Comparator.comparing(CommunityReport::id))
                .toList();
    }

    private static CommunityReport report(Community community, long nowNs) {
        List<EdgeReport> edges = community.claims.values().stream()
                .map(claim -> report(claim, nowNs))
                .sorted(Comparator.comparing(EdgeReport::address, Reports::compare))
                .toList();
        return new CommunityReport(
                community.id.toString(), Optional.ofNullable(community.prefix), edges, community.relays);
    }

    private static EdgeReport report(Claim claim, long nowNs) {
        Member owner = claim.owner();
        owner.hearKeeps();
        Path path = owner.path();
        return new EdgeReport(
                claim.address().address(),
                owner.key,
                owner.name,
                Optional.ofNullable(path).map(Path::remote),
                owner.isPresent(),
                owner.signed == null ? OptionalLong.empty() : OptionalLong.of(seconds(nowNs - owner.heardNs)));
    }

    static List<RelayReport> relays(Relations relations, long nowNs) {
        List<RelayReport> reports = new ArrayList<>();
        for (Relation relation : relations.all()) {
            RelayPair pair = relation.pair;
            IpAddress first = address(relation.first);
            IpAddress second = address(relation.second);
            if (pair != null && first != null && second != null) {
                reports.add(new RelayReport(
                        relation.first.community.id.toString(),
                        first,
                        second,
                        pair.bytes(),
                        pair.packets(),
                        seconds(nowNs - pair.usedNs())));
            }
        }
        return reports;
    }

    private static @Nullable IpAddress address(Member member) {
        return member.community.claims.values().stream()
                .filter(claim -> claim.owner().equals(member))
                .map(claim -> claim.address().address())
                .min(Reports::compare)
                .orElse(null);
    }

    private static int compare(IpAddress a, IpAddress b) {
        int high = Long.compareUnsigned(a.high(), b.high());
        return high != 0 ? high : Long.compareUnsigned(a.low(), b.low());
    }

    private static long seconds(long ns) {
        return Math.max(0, TimeUnit.NANOSECONDS.toSeconds(ns));
    }
}
