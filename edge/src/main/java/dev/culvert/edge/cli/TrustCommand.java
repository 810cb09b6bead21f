package dev.culvert.edge.cli;

import dev.culvert.common.cli.StateDirOption;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Values;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.SupernodeSpec;
import dev.culvert.edge.supernode.KnownSupernodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code edge trust}. */
@Command(
        name = "trust",
        description = "Accept a supernode's key from now on, in place of the one remembered. A running edge follows at"
                + " its next try.")
final class TrustCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "HOST:PORT#KEY",
            description = "The supernode as given to -l, and the key that 'supernode key' prints there.")
    private String supernode;

    @Mixin
    private final StateDirOption stateDir = new StateDirOption(EdgeCommand.PROGRAM.name());

    @Override
    public Integer call() throws ExitException {
        Origin origin = Origin.option("trust");
        SupernodeSpec spec = Values.parsed(new Setting(supernode, origin), SupernodeSpec::parse);
        PublicKey key = spec.key()
                .orElseThrow(() ->
                        origin.refuse(supernode + " has no key: add #KEY, the one that 'supernode key' prints there"));
        new KnownSupernodes(StateDirectory.open(stateDir.path())).trust(spec.place(), key);
        return ExitCode.OK.status();
    }
}
