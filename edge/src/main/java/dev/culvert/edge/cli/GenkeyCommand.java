package dev.culvert.edge.cli;

import dev.culvert.common.crypto.CommunitySecret;
import dev.culvert.common.ops.ExitCode;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge genkey}. */
@Command(
        name = "genkey",
        description = "Print a fresh 128-bit community secret, to be given to every member and to nobody else.")
final class GenkeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .println(CommunitySecret.generate(new SecureRandom()).encoded());
        return ExitCode.OK.status();
    }
}
