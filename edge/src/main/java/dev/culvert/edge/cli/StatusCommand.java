package dev.culvert.edge.cli;

import dev.culvert.common.ops.ControlClient;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.StatusReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code edge status}. */
@Command(name = "status", description = "Show the running edge and its peers.")
final class StatusCommand implements Callable<Integer> {
    /** The command on the control socket. */
    static final String NAME = "status";

    @Mixin
    private StateDirOption stateDir;

    @Option(names = "--json", description = "Everything, counters included, as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ExitException {
        JsonNode answer = ControlClient.ask(stateDir.path(), "edge", NAME);
        // As JSON it is printed as it came, so that an edge of another version is shown whole.
        String text = json ? answer.toPrettyString() : StatusTable.render(report(answer));
        spec.commandLine().getOut().println(text);
        return ExitCode.OK.status();
    }

    private static StatusReport report(JsonNode answer) throws ExitException {
        try {
            return Json.mapper().treeToValue(answer, StatusReport.class);
        } catch (JacksonException e) {
            throw new ExitException(
                    ExitCode.UNAVAILABLE, "the running edge is of another version: restart it, or ask with --json", e);
        }
    }
}
