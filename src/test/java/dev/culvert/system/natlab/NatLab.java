package dev.culvert.system.natlab;

import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main class of {@code scripts/natlab}. */
@Command(
        name = "natlab",
        sortOptions = false,
        description =
                "Lets real edges meet behind every kind of NAT, and says how often and how soon their path is direct.",
        footer = {
            "",
            "A pair is KIND:KIND with two of open, firewalled, full-cone, restricted, cone, double, sequential,"
                    + " port-block, random, mapped, ipv6, supernode-only; or same-lan; or hairpin. docs/NAT-TRAVERSAL.md says what they are.",
            "Exit status: 0 if every trial could be made, whatever its result; 1 if not; 64 for a wrong command line."
        })
public final class NatLab implements Callable<Integer> {
    private static final int USAGE = 64;
    private static final int MOST_TRIALS = 1000;
    private static final int MOST_FLOWS = 2000;

    /** Relative paths are meant from where the user is, not from the top of the source tree. */
    private static final Path HERE = Path.of(System.getProperty("natlab.directory", ""));

    private static volatile boolean interrupted;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--pairs",
            paramLabel = "LIST",
            defaultValue = Pairing.ALL,
            description = "Pairs, separated by commas, or all (default: all).")
    private String pairs = Pairing.ALL;

    @Option(
            names = "--input",
            paramLabel = "accept|drop|both",
            defaultValue = "both",
            description =
                    "What routers do with unsolicited packets for themselves (default: both, one after the other).")
    private String input = "both";

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "5",
            description = "Trials of each pair and policy, 1 to 1000 (default: 5).")
    private int trials;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "15",
            description = "Seconds that a pair may try, 1 to 600 (default: 15).")
    private int timeout;

    @Option(
            names = "--foreign-flows",
            paramLabel = "N",
            defaultValue = "0",
            description = "Flows that other users of each site start a second, on average, 0 to 2000 (default: 0).")
    private int foreignFlows;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of losses and foreign flows (default: 1).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all results there.")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a heat map there.")
    private @Nullable Path svg;

    @Option(
            names = "--logs",
            paramLabel = "DIR",
            description = "Keep log and status of edges that did not become direct.")
    private @Nullable Path logs;

    @Option(
            names = "--edge-option",
            paramLabel = "OPTION",
            description = "One more option of both edges, such as --edge-option=--path=relay; may be repeated.")
    private List<String> edgeOptions = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "Pairs at once, 1 to 16; more than one distorts times on a small machine (default: 1).")
    private int parallel;

    private NatLab() {}

    /** Runs it and ends the process. */
    public static void main(String... args) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            interrupted = true;
            Lab.abandonAll();
        }));
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine natlab = new CommandLine(new NatLab());
        natlab.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this and exit.")
                        .build());
        return natlab.setParameterExceptionHandler((failure, arguments) -> {
                    failure.getCommandLine()
                            .getErr()
                            .println(
                                    "natlab: " + failure.getMessage() + " ('scripts/natlab --help' lists the options)");
                    return USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!interrupted) {
                        command.getErr().println("natlab: " + failure.getMessage());
                    }
                    return 1;
                });
    }

    /** One pair under one policy, still to be done. */
    private record Task(Pairing pairing, InputPolicy input) {}

    @Override
    public Integer call() throws Exception {
        List<Task> tasks = tasks();
        within("--trials", trials, 1, MOST_TRIALS);
        within("--timeout", timeout, 1, 600);
        within("--foreign-flows", foreignFlows, 0, MOST_FLOWS);
        within("--parallel", parallel, 1, 16);
        Optional<Path> jsonFile = file("--json", json);
        Optional<Path> svgFile = file("--svg", svg);
        Plan plan = new Plan(
                Duration.ofSeconds(timeout),
                seed,
                foreignFlows,
                edgeOptions,
                Optional.ofNullable(logs).map(HERE::resolve));
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Cell> cells = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<Cell>> running = tasks.stream()
                    .map(task -> threads.submit(() -> cell(task, plan)))
                    .toList();
            for (Future<Cell> next : running) {
                cells.add(next.get());
                say("[" + cells.size() + "/" + tasks.size() + "] " + Matrix.line(cells.getLast()));
                write(jsonFile, svgFile, Results.of(date, System.getProperty("natlab.commit", ""), plan, cells), cells);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    Optional.ofNullable(e.getCause()).orElse(e).getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
        say("");
        say(Matrix.render(cells));
        boolean complete = cells.stream()
                .flatMap(cell -> cell.trials().stream())
                .allMatch(trial -> trial.problem().isEmpty());
        return complete ? 0 : 1;
    }

    private Cell cell(Task task, Plan plan) {
        List<Trial> done = new ArrayList<>();
        try (PairLab lab = PairLab.open(task.pairing(), task.input(), plan)) {
            for (int number = 1; number <= trials && !interrupted; number++) {
                done.add(lab.run(number));
            }
        }
        return new Cell(task.pairing(), task.input(), done);
    }

    /** After each cell, so that a run that is cut short has left what it found. */
    private static void write(Optional<Path> json, Optional<Path> svg, Results results, List<Cell> cells)
            throws IOException {
        if (json.isPresent()) {
            Files.writeString(json.get(), results.json());
        }
        if (svg.isPresent()) {
            Files.writeString(svg.get(), HeatMap.render(cells, results.caption()));
        }
    }

    private List<Task> tasks() {
        List<InputPolicy> policies = switch (input) {
            case "accept" -> List.of(InputPolicy.ACCEPT);
            case "drop" -> List.of(InputPolicy.DROP);
            case "both" -> List.of(InputPolicy.DROP, InputPolicy.ACCEPT);
            default -> throw wrong("--input wants accept, drop or both, not '" + input + "'");
        };
        try {
            return Pairing.parse(pairs).stream()
                    .flatMap(pairing -> policies.stream().map(policy -> new Task(pairing, policy)))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw wrong("--pairs: " + e.getMessage());
        }
    }

    private void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong(option + " wants a whole number from " + least + " to " + most + ", not " + value);
        }
    }

    /** A file that can be written once there is something to write. */
    private Optional<Path> file(String option, @Nullable Path path) {
        if (path == null) {
            return Optional.empty();
        }
        Path file = HERE.resolve(path).toAbsolutePath().normalize();
        if (Files.isDirectory(file)) {
            throw wrong(option + " wants a file, and " + file + " is a directory");
        }
        if (file.getParent() == null || !Files.isWritable(file.getParent())) {
            throw wrong(option + ": there is no directory for " + file + " that can be written to");
        }
        return Optional.of(file);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    private static void say(String line) {
        if (!interrupted) {
            System.out.println(line);
        }
    }
}
