package dev.culvert.supernode.cli;

import dev.culvert.common.cli.UntilStopped;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.LogSetup;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.supernode.config.SupernodeConfig;
import dev.culvert.supernode.config.SupernodeResolver;
import dev.culvert.supernode.status.SupernodeReport;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code supernode up}. */
@Command(name = "up", description = "Run the supernode until SIGTERM or SIGINT. Needs no privilege.")
final class UpCommand implements Callable<Integer> {
    private final SupernodeStarter starter;
    private final CompletableFuture<Void> stopWanted;

    @Mixin
    private UpOptions options;

    UpCommand(SupernodeStarter starter, CompletableFuture<Void> stopWanted) {
        this.starter = starter;
        this.stopWanted = stopWanted;
    }

    @Override
    public Integer call() throws ExitException {
        SupernodeConfig config = SupernodeResolver.resolve(
                options.settings(), StateDirectory.defaultPath(System.getenv(), SupernodeCommand.PROGRAM.name()));
        LogSetup.verbose(config.verbose());
        UntilStopped.run(
                config.stateDirectory(),
                (seed, state) -> starter.start(config, seed.sessionKey(), state),
                report -> announce(config, report),
                stopWanted);
        return ExitCode.OK.status();
    }

    private static void announce(SupernodeConfig config, SupernodeReport report) {
        LoggerFactory.getLogger(UpCommand.class)
                .info(
                        "up: UDP port {}, STUN port {}, key {}, {}{}",
                        report.port(),
                        report.stunPort(),
                        report.publicKey(),
                        config.allowed().isEmpty()
                                ? "any community"
                                : config.allowed().size() + " communities allowed",
                        config.relays() ? "" : ", no relaying");
    }
}
