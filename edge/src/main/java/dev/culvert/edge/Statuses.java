package dev.culvert.edge;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Activity;
import dev.culvert.common.session.Session;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.peer.Peer;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.StatusReport;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Makes the report of one moment. Conductor thread. */
final class Statuses {
    private Statuses() {}

    static StatusReport report(
            EdgeConfig config,
            PublicKey key,
            int listenPort,
            Collection<Peer> peers,
            Counters<CounterId> counters,
            long nowNs) {
        Map<String, Long> named = new LinkedHashMap<>();
        counters.snapshot()
                .forEach((id, count) ->
                        named.put(id.name().toLowerCase(Locale.ROOT).replace('_', '-'), count));
        return new StatusReport(
                config.device(),
                config.address(),
                key,
                listenPort,
                config.mtu(),
                Optional.empty(),
                List.of(),
                peers.stream().map(peer -> report(peer, nowNs)).toList(),
                named);
    }

    private static PeerStatus report(Peer peer, long nowNs) {
        Session<Peer> session = peer.session();
        Path path = peer.sendState().path();
        long doneNs = session.handshakeDoneNs();
        return new PeerStatus(
                peer.key(),
                "",
                peer.allowedIps(),
                peer.kind(),
                path == null ? PathKind.NONE : PathKind.DIRECT,
                Optional.ofNullable(path).map(Path::remote),
                session.activity().receivedBytes(),
                session.activity().sentBytes(),
                doneNs == Activity.NEVER
                        ? OptionalLong.empty()
                        : OptionalLong.of(TimeUnit.NANOSECONDS.toSeconds(nowNs - doneNs)),
                state(session, path != null, nowNs),
                "");
    }

    private static PeerState state(Session<Peer> session, boolean hasPath, long nowNs) {
        var current = session.current();
        if (current != null && !current.isExpired(nowNs)) {
            return PeerState.UP;
        }
        if (!hasPath) {
            return PeerState.NO_ENDPOINT;
        }
        if (session.isHandshaking()) {
            return PeerState.HANDSHAKE;
        }
        return session.gaveUp() ? PeerState.NO_ANSWER : PeerState.IDLE;
    }
}
