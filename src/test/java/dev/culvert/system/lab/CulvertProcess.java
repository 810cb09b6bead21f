package dev.culvert.system.lab;

import dev.culvert.common.ops.ControlClient;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.SeedFile;
import dev.culvert.common.ops.StateDirectory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** One of our programs, as users start it: {@code java -jar edge/target/edge.jar}. */
abstract class CulvertProcess extends HostProcess {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private static final Pattern HEAP_TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private final String program;
    private final Path stateDirectory;
    private List<String> javaOptions = List.of();
    private Optional<Path> otherJar = Optional.empty();

    /** @param program its name, which is its module's and its jar's */
    CulvertProcess(Host host, String program, Path stateDirectory) {
        super(host);
        this.program = program;
        this.stateDirectory = stateDirectory;
    }

    /** Its command line, run by the Java of this test. */
    static List<String> jar(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Repository.file(program + "/target/" + program + ".jar").toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Starts it with these options of {@code java} from now on; until then it is {@code java -jar} without any. */
    public final void javaOptions(List<String> options) {
        javaOptions = List.copyOf(options);
    }

    /** Starts it from this jar from now on. */
    public final void otherJar(Path jar) {
        otherJar = Optional.of(jar);
    }

    /** Its command line with the jar and the options of {@code java} that were set. */
    final List<String> program(String... arguments) {
        List<String> command = jar(program, arguments);
        otherJar.ifPresent(jar -> command.set(command.indexOf("-jar") + 1, jar.toString()));
        command.addAll(1, javaOptions);
        return command;
    }

    /** The public key in its state directory, made as its {@code key} command makes it. */
    static String freshKey(Path stateDirectory) {
        try {
            return SeedFile.readOrMake(StateDirectory.open(stateDirectory), new SecureRandom())
                    .sessionKey()
                    .publicKey()
                    .toString();
        } catch (ExitException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the running program answers on its control socket. */
    public final void awaitReady() {
        Spawned running = running();
        boolean settled = Await.holds(START_TIMEOUT, () -> !running.isRunning() || answers());
        if (!settled || !running.isRunning()) {
            throw new AssertionError("the " + program + " did not come up: " + running);
        }
    }

    private boolean answers() {
        try {
            ControlClient.ask(stateDirectory, program, "status");
            return true;
        } catch (ExitException e) {
            return false;
        }
    }

    /** Its answer to {@code status} on the control socket. */
    final JsonNode askStatus() {
        try {
            return ControlClient.ask(stateDirectory, program, "status");
        } catch (ExitException e) {
            throw new AssertionError(e.getMessage() + "\n" + running(), e);
        }
    }

    /** Its counters by name; one that is 0 may be absent. */
    abstract Map<String, Long> counters();

    /** One of its counters. */
    public final long count(CounterId counter) {
        return counters().getOrDefault(counter.name().toLowerCase(Locale.ROOT).replace('_', '-'), 0L);
    }

    /** All that it has dropped so far, for whatever reason. */
    public final long dropped() {
        return counters().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith("drop-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Bytes of its heap that are in use, after a full garbage collection. */
    public final long liveHeapBytes() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return number(HEAP_TOTAL, host().exec(jcmd, Long.toString(running().pid()), "GC.class_histogram"));
    }

    /** Bytes of memory that it occupies, garbage and the JVM's own included. */
    public final long residentBytes() {
        return 1024 * number(RESIDENT, host().exec("cat", "/proc/" + running().pid() + "/status"));
    }

    private static long number(Pattern pattern, Outcome outcome) {
        Matcher matcher = pattern.matcher(outcome.out());
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + outcome);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** SIGTERM; fails unless it ends with exit code 0 (or 143, the JVM's own answer to SIGTERM) within 10 s. */
    public void stop() {
        int exit = running().terminate(STOP_TIMEOUT);
        if (exit != 0 && exit != 143) {
            throw new AssertionError("exit " + exit + ": " + running());
        }
    }

    /** {@link #stop}, if it was started and has not ended. */
    public final void stopIfRunning() {
        if (isRunning()) {
            stop();
        }
    }

    /** Where it keeps its key and its control socket. */
    public final Path stateDirectory() {
        return stateDirectory;
    }
}
