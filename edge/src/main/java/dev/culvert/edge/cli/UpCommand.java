package dev.culvert.edge.cli;

import dev.culvert.common.cli.UntilStopped;
import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.LogSetup;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.ConfigResolver;
import dev.culvert.edge.config.EdgeConfig;
import dev.culvert.edge.config.EdgeSettings;
import dev.culvert.edge.config.PeerChecks;
import dev.culvert.edge.config.Surroundings;
import dev.culvert.edge.config.Warnings;
import dev.culvert.edge.status.RunningEdge;
import dev.culvert.edge.status.StatusReport;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code edge up}: settings, state directory, identity, edge, control socket; undone in reverse when it ends. */
@Command(name = "up", description = "Run the edge until SIGTERM or SIGINT. Needs CAP_NET_ADMIN.")
final class UpCommand implements Callable<Integer> {
    private final EdgeStarter starter;
    private final Surroundings surroundings;
    private final CompletableFuture<Void> stopWanted;

    @Mixin
    private UpOptions options;

    UpCommand(EdgeStarter starter, Surroundings surroundings, CompletableFuture<Void> stopWanted) {
        this.starter = starter;
        this.surroundings = surroundings;
        this.stopWanted = stopWanted;
    }

    @Override
    public Integer call() throws ExitException {
        EdgeSettings settings = options.settings();
        EdgeConfig config = ConfigResolver.resolve(settings, surroundings);
        LogSetup.verbose(config.verbose());
        Warnings.of(settings.options(), config.community())
                .forEach(line -> LoggerFactory.getLogger(UpCommand.class).warn(line));
        UntilStopped.run(
                config.stateDirectory(), (seed, state) -> start(config, seed, state), UpCommand::announce, stopWanted);
        return ExitCode.OK.status();
    }

    private RunningEdge start(EdgeConfig config, IdentitySeed seed, StateDirectory state) throws ExitException {
        PrivateKey key = seed.sessionKey();
        PeerChecks.refuseOwnKey(config.peers(), key.publicKey());
        key.destroy();
        return starter.start(config, seed, state);
    }

    /** The logger is made here: its set-up must find the level chosen. */
    private static void announce(StatusReport report) {
        LoggerFactory.getLogger(UpCommand.class)
                .info(
                        "up: {} {}, key {}, UDP port {}, peers: {}",
                        report.device(),
                        report.address().map(IpPrefix::toString).orElse("auto"),
                        report.publicKey(),
                        report.listenPort(),
                        report.peers().size());
    }
}
