package dev.culvert.system.bench;

import dev.culvert.common.cli.TextTable;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The main class of {@code scripts/bench}, which reads the command line and refuses what is wrong on it. Arguments here:
 * {@code run VARIANTS MEASURES ROUNDS SECONDS WARM-UP PEERS-FILE RESULTS-DIRECTORY COMMIT} or {@code docs RESULTS-FILE}.
 */
public final class Bench {
    private static final String PAGE = "docs/PERFORMANCE.md";
    private static final String PICTURE = "performance.svg";
    /** For all variants, or for the usual measures of each. */
    private static final String ALL = "all";

    private static final int SECONDS_A_MINUTE = 60;

    private static volatile boolean interrupted;

    private Bench() {}

    /** Runs it and ends the process: 0 if all was measured, 1 if something failed, 64 if the arguments are wrong. */
    public static void main(String... arguments) throws Exception {
        try {
            System.exit(
                    switch (arguments[0]) {
                        case "run" -> run(List.of(arguments).subList(1, arguments.length));
                        case "docs" -> docs(Path.of(arguments[1]));
                        default -> throw new IllegalArgumentException("'" + arguments[0] + "' is neither run nor docs");
                    });
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(64);
        } catch (AssertionError e) {
            if (!interrupted) {
                System.err.println("bench: " + e.getMessage());
            }
            System.exit(1);
        }
    }

    private static int run(List<String> arguments) throws IOException, InterruptedException {
        Plan plan = plan(
                Catalog.of(new EdgeJar(help()), Peers.read(Path.of(arguments.get(5)))),
                arguments.get(0),
                arguments.get(1),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Integer.parseInt(arguments.get(4)));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            interrupted = true;
            removeAll();
        }));
        say("About %.1f minutes".formatted(plan.estimatedSeconds() / SECONDS_A_MINUTE));
        Results results;
        boolean whole;
        try (Run run = new Run(plan, Bench::say, () -> interrupted)) {
            results = run.run(arguments.get(7));
            whole = run.isWhole();
        }
        if (interrupted) {
            return 1;
        }
        String name = results.date().replaceAll("[-:]", "");
        Path directory = Files.createDirectories(Path.of(arguments.get(6)));
        Path json = Files.writeString(directory.resolve(name + ".json"), results.json());
        Files.writeString(directory.resolve(name + ".svg"), Chart.render(results));
        say(text(results));
        say("Written to " + json + " and .svg");
        return whole ? 0 : 1;
    }

    /** Also what the other thread was just making or removing. */
    private static void removeAll() {
        try {
            Lab.abandonAll();
        } catch (AssertionError e) {
            Lab.abandonAll();
        }
    }

    /** Which variants and measures, in the order of the catalogue. */
    static Plan plan(
            List<Variant> catalog, String variants, String measures, int rounds, int seconds, int warmUpSeconds) {
        Optional<Set<Measure>> chosen = measures.equals(ALL)
                ? Optional.empty()
                : Optional.of(EnumSet.copyOf(Stream.of(measures.split(",", -1))
                        .map(word -> Measure.of(word)
                                .orElseThrow(() -> new IllegalArgumentException("no measure '" + word + "'")))
                        .toList()));
        List<Variant> in = new ArrayList<>(catalog);
        if (!variants.equals(ALL)) {
            List<String> words = List.of(variants.split(",", -1));
            for (String word : words) {
                if (catalog.stream().noneMatch(variant -> variant.word().equals(word))) {
                    throw new IllegalArgumentException("no variant '" + word + "'");
                }
            }
            in.removeIf(variant -> !words.contains(variant.word()));
        }
        return new Plan(in, chosen, rounds, seconds, warmUpSeconds);
    }

    /** Writes the results into the documentation. */
    private static int docs(Path file) throws IOException {
        Results results = Results.parse(Files.readString(file));
        Path page = Repository.file(PAGE);
        Files.writeString(page, Page.with(Files.readString(page), results, PICTURE));
        Files.writeString(page.resolveSibling(PICTURE), Chart.render(results));
        say(PAGE + " and docs/" + PICTURE + " show " + file);
        return 0;
    }

    private static String help() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(EdgeProcess.java("up", "--help"))
                .redirectErrorStream(true)
                .start();
        String help = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        return help;
    }

    private static String text(Results results) {
        List<String> parts = new ArrayList<>(List.of("", Tables.caption(results)));
        for (Tables.Table table : Tables.of(results)) {
            parts.add("\n" + table.title());
            parts.add(TextTable.render(table.head(), table.rows()));
        }
        parts.add("");
        parts.addAll(Tables.remarks(results));
        parts.addAll(Tables.notes(results));
        return String.join("\n", parts);
    }

    private static void say(String line) {
        if (!interrupted) {
            System.out.println(line);
        }
    }
}
