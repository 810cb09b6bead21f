package dev.culvert.common.cli;

import dev.culvert.common.ops.ControlClient;
import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.Json;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code status}: asks the running program for its report.
 *
 * @param <R> the report, a record
 */
@Command(name = "status", description = "Show the running ${ROOT-COMMAND-NAME} and whom it knows.")
public final class StatusCommand<R> implements Callable<Integer> {
    /** The command on the control socket. */
    public static final String NAME = "status";

    private final String program;
    private final Class<R> reports;
    private final Function<R, String> table;

    @Mixin
    private final StateDirOption stateDir;

    @Option(names = "--json", description = "Everything, counters included, as one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /**
     * The command of a program.
     *
     * @param table makes the report readable for people
     */
    public StatusCommand(String program, Class<R> reports, Function<R, String> table) {
        this.program = program;
        this.reports = reports;
        this.table = table;
        stateDir = new StateDirOption(program);
    }

    @Override
    public Integer call() throws ExitException {
        JsonNode answer = ControlClient.ask(stateDir.path(), program, NAME);
        // As JSON it is printed as it came, so that a program of another version is shown whole.
        String text = json ? answer.toPrettyString() : table.apply(report(answer));
        spec.commandLine().getOut().println(text);
        return ExitCode.OK.status();
    }

    private R report(JsonNode answer) throws ExitException {
        try {
            return Json.mapper().treeToValue(answer, reports);
        } catch (JacksonException e) {
            throw new ExitException(
                    ExitCode.UNAVAILABLE,
                    "the running " + program + " is of another version: restart it, or ask with --json",
                    e);
        }
    }
}
