package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long the threads of a process have run, by their names. Immutable. */
public final class ThreadTimes {
    private static final int NAMED = 6;
    private static final String C1 = "C1 Compiler";
    private static final String C2 = "C2 Compiler";

    private final Map<String, Long> nanoseconds;

    private ThreadTimes(Map<String, Long> nanoseconds) {
        this.nanoseconds = nanoseconds;
    }

    /** Since each began: the first number of {@code schedstat}, which is in nanoseconds. */
    public static ThreadTimes of(long pid) {
        Map<String, Long> times = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                add(task, times);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid, e);
        }
        return new ThreadTimes(times);
    }

    private static void add(Path task, Map<String, Long> times) throws IOException {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            String ran = Files.readString(task.resolve("schedstat")).strip();
            times.merge(name, Long.parseLong(ran.substring(0, ran.indexOf(' '))), Long::sum);
        } catch (NoSuchFileException e) {
            // it has ended meanwhile
        }
    }

    /** What was added to an earlier reading. */
    public ThreadTimes since(ThreadTimes earlier) {
        Map<String, Long> added = new TreeMap<>(nanoseconds);
        earlier.nanoseconds.forEach((name, ns) -> added.computeIfPresent(name, (_, now) -> now - ns));
        return new ThreadTimes(added);
    }

    /** The share of one core that all threads had together. */
    private double percent(Duration time) {
        return percent("", time);
    }

    /** The share of one core that the JIT compiler had. */
    public double compilersPercent(Duration time) {
        return percent(C1, time) + percent(C2, time);
    }

    private double percent(String names, Duration time) {
        return nanoseconds.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(names))
                .mapToDouble(entry -> 100.0 * entry.getValue() / time.toNanos())
                .sum();
    }

    /** The same, and those of the threads that had most. */
    public String describe(Duration time) {
        List<Map.Entry<String, Long>> most = nanoseconds.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .toList();
        return most.stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%s %.3f", entry.getKey(), 100.0 * entry.getValue() / time.toNanos()))
                .collect(Collectors.joining(
                        ", ", String.format(Locale.ROOT, "%.3f %% of a core (", percent(time)), ")"));
    }
}
