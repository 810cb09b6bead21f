package dev.culvert.edge.cli;

import dev.culvert.common.cli.StateDirOption;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Settings;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.StateDirectory;
import dev.culvert.edge.config.CommunityConfig;
import dev.culvert.edge.config.CommunityResolver;
import dev.culvert.edge.config.ConfigKey;
import dev.culvert.edge.config.ConfigResolver;
import dev.culvert.edge.config.Invite;
import dev.culvert.edge.config.SupernodeSpec;
import dev.culvert.edge.config.Surroundings;
import dev.culvert.edge.config.Warnings;
import dev.culvert.edge.supernode.KnownSupernodes;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge invite}. */
@Command(
        name = "invite",
        description = "Print community, secret and supernodes as one string, which 'edge up --join' takes."
                + " The secret is in it: hand it to the new member and to nobody else.")
final class InviteCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private CommunityOptions options;

    @Mixin
    private FileOption file;

    @Mixin
    private final StateDirOption stateDir = new StateDirOption(EdgeCommand.PROGRAM.name());

    @Spec
    private CommandSpec spec;

    InviteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ExitException {
        Map<ConfigKey, Setting> given = options.settings();
        CommunityOptions.put(given, ConfigKey.STATE_DIR, stateDir.text());
        Settings<ConfigKey> settings = new Settings<>(given).over(file.read().options());
        CommunityConfig community = CommunityResolver.resolve(settings, surroundings)
                .orElseThrow(() -> new ExitException(
                        ExitCode.USAGE, "no community is named: give -c COMMUNITY, or a file with --config"));
        CommunityConfig complete = withKeys(community, ConfigResolver.stateDirectory(settings, surroundings));
        String invite = encode(complete);
        PrintWriter err = spec.commandLine().getErr();
        Warnings.of(settings, Optional.of(community)).forEach(line -> err.println("edge: warning: " + line));
        err.println("edge: warning: the community's secret is in this invite: whoever reads it is a member");
        spec.commandLine().getOut().println(invite);
        return ExitCode.OK.status();
    }

    private static String encode(CommunityConfig community) throws ExitException {
        try {
            return Invite.encode(community);
        } catch (IllegalArgumentException e) {
            throw new ExitException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** A new member has nothing to compare a key with: so the invite brings it. */
    private static CommunityConfig withKeys(CommunityConfig community, Path stateDirectory) throws ExitException {
        List<SupernodeSpec> supernodes = new ArrayList<>();
        for (SupernodeSpec supernode : community.supernodes()) {
            Optional<PublicKey> key = supernode.key().isPresent() ? supernode.key() : known(supernode, stateDirectory);
            if (key.isEmpty()) {
                throw new ExitException(
                        ExitCode.UNAVAILABLE,
                        "the key of supernode " + supernode.place() + " is not known here: give -l " + supernode.place()
                                + "#KEY with the key that 'supernode key' prints there, or run 'edge up' once");
            }
            supernodes.add(new SupernodeSpec(supernode.place(), key));
        }
        return new CommunityConfig(community.name(), community.secret(), community.typed(), supernodes);
    }

    /** Asking makes no state directory. */
    private static Optional<PublicKey> known(SupernodeSpec supernode, Path stateDirectory) throws ExitException {
        return Files.isDirectory(stateDirectory)
                ? new KnownSupernodes(StateDirectory.open(stateDirectory)).lookup(supernode.place())
                : Optional.empty();
    }
}
