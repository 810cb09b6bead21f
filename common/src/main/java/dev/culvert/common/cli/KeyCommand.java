package dev.culvert.common.cli;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SeedFile;
import dev.culvert.common.ops.StateDirectory;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code key}. */
@Command(
        name = "key",
        description =
                "Print this ${ROOT-COMMAND-NAME}'s public key, in base64 as 'wg pubkey' does; makes the key on first use.")
public final class KeyCommand implements Callable<Integer> {
    @Mixin
    private final StateDirOption stateDir;

    @Spec
    private CommandSpec spec;

    /** The command of a program, whose name is that of its default state directory too. */
    public KeyCommand(String program) {
        stateDir = new StateDirOption(program);
    }

    @Override
    public Integer call() throws ExitException {
        StateDirectory state = StateDirectory.open(stateDir.path());
        spec.commandLine()
                .getOut()
                .println(SeedFile.readOrMake(state, new SecureRandom())
                        .sessionKey()
                        .publicKey());
        return ExitCode.OK.status();
    }
}
