package dev.culvert.edge.cli;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.PeerConfig;
import dev.culvert.edge.peer.PeerKind;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.edge.status.RunningEdge;
import dev.culvert.edge.status.StatusReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** An edge without a tunnel: reports what it was configured with, ends when told to. */
final class FakeEdge implements RunningEdge {
    private final EdgeConfig config;
    private final PrivateKey key;
    private final CompletableFuture<ExitException> ended = new CompletableFuture<>();
    private volatile boolean closed;

    FakeEdge(EdgeConfig config, IdentitySeed seed, StateDirectory state) {
        this.config = config;
        this.key = seed.sessionKey();
        assert state.path().isAbsolute();
    }

    EdgeConfig config() {
        return config;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public StatusReport status() {
        List<PeerStatus> peers = config.peers().stream().map(FakeEdge::peer).toList();
        return new StatusReport(
                config.device(),
                config.address(),
                key.publicKey(),
                config.listenPort(),
                config.mtu(),
                Optional.empty(),
                List.of(),
                peers,
                Optional.empty(),
                List.of(),
                Map.of("drop-bad-tag", 3L));
    }

    private static PeerStatus peer(PeerConfig peer) {
        boolean reachable = peer.endpoint().isPresent();
        return new PeerStatus(
                peer.publicKey(),
                "",
                peer.allowedIps(),
                PeerKind.STOCK,
                reachable ? PathKind.DIRECT : PathKind.NONE,
                reachable ? Optional.of(new Endpoint(IpAddress.parse("2001:db8::7"), 51820)) : Optional.empty(),
                reachable ? 1_610_612_736 : 0,
                reachable ? 148 : 0,
                reachable ? OptionalLong.of(42) : OptionalLong.empty(),
                reachable ? PeerState.UP : PeerState.NO_ENDPOINT,
                reachable ? Optional.of(CipherSuite.CHACHA20_POLY1305) : Optional.empty(),
                "",
                Optional.empty());
    }

    @Override
    public CompletableFuture<ExitException> ended() {
        return ended;
    }

    @Override
    public void close() {
        closed = true;
    }
}
