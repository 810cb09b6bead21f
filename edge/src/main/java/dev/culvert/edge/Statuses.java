package dev.culvert.edge;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.core.Community;
import dev.culvert.edge.core.MemberPaths;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.status.CommunityStatus;
import dev.culvert.edge.status.NatStatus;
import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import dev.culvert.edge.supernode.SupernodeLink;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the report of one moment. Conductor thread. */
final class Statuses {
    private final EdgeConfig config;
    private final PublicKey key;
    private final int listenPort;
    private final @Nullable CommunityHost host;
    private final @Nullable Community community;

    Statuses(
            EdgeConfig config,
            PublicKey key,
            int listenPort,
            @Nullable CommunityHost host,
            @Nullable Community community) {
        this.config = config;
        this.key = key;
        this.listenPort = listenPort;
        this.host = host;
        this.community = community;
    }

    StatusReport report(List<Peer> peers, Counters<CounterId> counters, long nowNs) {
        return new StatusReport(
                config.device(),
                community == null ? config.address() : community.address(),
                key,
                listenPort,
                config.mtu(),
                Optional.ofNullable(host)
                        .map(joined -> new CommunityStatus(
                                joined.keys().id().toString(),
                                joined.community().name(),
                                MemoryStatuses.of(community == null ? null : community.remembered(), Instant.now()))),
                community == null
                        ? List.of()
                        : community.links().stream().map(this::report).toList(),
                peers.stream().map(peer -> report(peer, nowNs)).toList(),
                Optional.ofNullable(community)
                        .filter(joined -> config.nat().detection())
                        .map(joined -> NatStatus.of(joined.nat().report())),
                host == null ? List.of() : host.forwarded(),
                counters.named());
    }

    private SupernodeStatus report(SupernodeLink link) {
        boolean alone = link.state() == SupernodeState.REGISTERED && community != null && !community.hasMetAny();
        return new SupernodeStatus(
                link.place().toString(),
                Optional.ofNullable(link.path()).map(Path::remote),
                Optional.ofNullable(link.peer()).map(Peer::key),
                link.state(),
                alone && link.wasAlone() ? "no peer shares this secret" : link.words(),
                link.observed(),
                link.rttNs().isEmpty()
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                TimeUnit.NANOSECONDS.toMillis(link.rttNs().getAsLong())));
    }

    private PeerStatus report(Peer peer, long nowNs) {
        Session<Peer> session = peer.session();
        Path path = peer.sendState().path();
        long doneNs = session.handshakeDoneNs();
        Optional<MemberPaths> paths = community == null ? Optional.empty() : community.pathsOf(peer, nowNs);
        return new PeerStatus(
                peer.key(),
                community == null ? "" : community.nameOf(peer),
                peer.allowedIps(),
                peer.kind(),
                PathStatuses.kind(path),
                Optional.ofNullable(path).map(Path::remote),
                session.activity().receivedBytes(),
                session.activity().sentBytes(),
                doneNs == Activity.NEVER
                        ? OptionalLong.empty()
                        : OptionalLong.of(TimeUnit.NANOSECONDS.toSeconds(nowNs - doneNs)),
                state(session, peer.isReachable(), nowNs),
                Optional.ofNullable(session.current()).map(Keypair::suite),
                paths.map(MemberPaths::words).orElse(""),
                paths.map(found -> PathStatuses.of(found, nowNs)));
    }

    private static PeerState state(Session<Peer> session, boolean hasPath, long nowNs) {
        var current = session.current();
        if (current != null && !current.isExpired(nowNs)) {
            return PeerState.UP;
        }
        if (session.isHandshaking()) {
            return PeerState.HANDSHAKE;
        }
        if (!hasPath) {
            return PeerState.NO_ENDPOINT;
        }
        return session.gaveUp() ? PeerState.NO_ANSWER : PeerState.IDLE;
    }
}
