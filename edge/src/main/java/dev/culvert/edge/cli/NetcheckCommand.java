package dev.culvert.edge.cli;

import dev.culvert.common.cli.NativeLibraries;
import dev.culvert.common.config.HostPort;
import dev.culvert.common.config.Origin;
import dev.culvert.common.config.Setting;
import dev.culvert.common.config.Values;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.config.ConfigResolver;
import dev.culvert.edge.config.SupernodeSpec;
import dev.culvert.edge.status.NetcheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code edge netcheck}. */
@Command(
        name = "netcheck",
        description = "Find out what NATs and firewalls are before this host, and what that means for direct paths."
                + " Needs no running edge; asks supernodes and public STUN servers.")
final class NetcheckCommand implements Callable<Integer> {
    private final Netchecker netchecker;

    @Option(
            names = {"-l", "--supernode"},
            paramLabel = "HOST:PORT[#KEY]",
            description = "Supernode to ask; may be repeated. Asked on its port and on 3478.")
    private List<String> supernodes = new ArrayList<>();

    @Option(names = "--stun", paramLabel = "HOST:PORT", description = "STUN server to ask too; may be repeated.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--no-port-mapping",
            description =
                    "Do not ask the router for a port mapping. Otherwise one is made for a moment, as only that shows"
                            + " what it would be.")
    private boolean noPortMapping;

    @Option(names = "--json", description = "Everything as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    NetcheckCommand(Netchecker netchecker) {
        this.netchecker = netchecker;
    }

    @Override
    public Integer call() throws ExitException {
        List<HostPort> asked = new ArrayList<>();
        for (String text : supernodes) {
            asked.add(Values.parsed(new Setting(text, Origin.option("--supernode")), SupernodeSpec::parse)
                    .place());
        }
        List<HostPort> further = new ArrayList<>();
        for (String text : servers) {
            further.addAll(ConfigResolver.stunServers(new Setting(text, Origin.option("--stun"))));
        }
        NetcheckReport report = NativeLibraries.loading(() -> check(asked, further));
        spec.commandLine().getOut().println(json ? Json.pretty(report) : NatText.render(report));
        return ExitCode.OK.status();
    }

    private NetcheckReport check(List<HostPort> asked, List<HostPort> further) throws ExitException {
        try {
            return netchecker.check(asked, further, !noPortMapping);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExitException(ExitCode.UNAVAILABLE, "interrupted", e);
        }
    }
}
