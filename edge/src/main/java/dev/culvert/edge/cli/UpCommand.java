package dev.culvert.edge.cli;

import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ControlServer;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.LogSetup;
import dev.culvert.common.ops.SeedFile;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.common.ops.StateLock;
import dev.culvert.edge.config.ConfigResolver;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.PeerChecks;
import dev.culvert.edge.status.RunningEdge;
import dev.culvert.edge.status.StatusReport;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edge up}: settings, state directory, identity, edge, control socket; undone in reverse when it ends. */
@Command(name = "up", description = "Run the edge until SIGTERM or SIGINT. Needs CAP_NET_ADMIN.")
final class UpCommand implements Callable<Integer> {
    private final EdgeStarter starter;
    private final CompletableFuture<Void> stopWanted;

    @Mixin
    private UpOptions options;

    UpCommand(EdgeStarter starter, CompletableFuture<Void> stopWanted) {
        this.starter = starter;
        this.stopWanted = stopWanted;
    }

    @Override
    public Integer call() throws ExitException {
        EdgeConfig config =
                ConfigResolver.resolve(options.settings(), StateDirectory.defaultPath(System.getenv(), "edge"));
        LogSetup.verbose(config.verbose());
        Logger log = LoggerFactory.getLogger(UpCommand.class);
        StateDirectory state = StateDirectory.open(config.stateDirectory());
        try (StateLock _ = state.lock()) {
            NativeLibraries.unpackInto(state.path());
            PrivateKey key = SeedFile.readOrMake(state, new SecureRandom()).sessionKey();
            PublicKey publicKey = key.publicKey();
            PeerChecks.refuseOwnKey(config.peers(), publicKey);
            try (RunningEdge edge = NativeLibraries.loading(() -> starter.start(config, key, state));
                    ControlServer _ = ControlServer.start(state, Map.of(StatusCommand.NAME, edge::status))) {
                StatusReport report = edge.status();
                log.info(
                        "up: {} {}, key {}, UDP port {}, peers: {}",
                        report.device(),
                        report.address(),
                        report.publicKey(),
                        report.listenPort(),
                        report.peers().size());
                awaitEnd(edge);
                log.info("stopping");
            }
        }
        return ExitCode.OK.status();
    }

    /** Returns when the operator wants an end; throws when the edge came to one by itself. */
    private void awaitEnd(RunningEdge edge) throws ExitException {
        CompletableFuture.anyOf(stopWanted, edge.ended()).join();
        if (edge.ended().isDone()) {
            throw edge.ended().join();
        }
    }
}
