package dev.culvert.edge.cli;

import dev.culvert.common.config.Settings;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.edge.config.CommunityConfig;
import dev.culvert.edge.config.CommunityResolver;
import dev.culvert.edge.config.ConfigKey;
import dev.culvert.edge.config.Surroundings;
import dev.culvert.edge.config.Warnings;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code edge community}. */
@Command(
        name = "community",
        description = "Print the community's id, by which supernodes know it ('supernode up --allow ID').")
final class CommunityCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private CommunityOptions options;

    @Mixin
    private FileOption file;

    @Spec
    private CommandSpec spec;

    CommunityCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ExitException {
        Settings<ConfigKey> settings =
                new Settings<>(options.settings()).over(file.read().options());
        CommunityConfig community = CommunityResolver.identify(settings, surroundings)
                .orElseThrow(() -> new ExitException(
                        ExitCode.USAGE, "no community is named: give -c COMMUNITY, or a file with --config"));
        Warnings.of(settings, Optional.of(community))
                .forEach(line -> spec.commandLine().getErr().println("edge: warning: " + line));
        CommunityKeys keys =
                CommunityKeys.derive(community.name(), community.secret().reveal());
        spec.commandLine().getOut().println(keys.id());
        return ExitCode.OK.status();
    }
}
