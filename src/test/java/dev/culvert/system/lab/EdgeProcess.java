package dev.culvert.system.lab;

import dev.culvert.common.ops.ControlClient;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.ExitException;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.StatusReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Our edge, as users start it: {@code java -jar edge/target/edge.jar}. */
public final class EdgeProcess implements Node {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

    private final Host host;
    private final String overlay;
    private final int port;
    private final Path stateDirectory;
    private final String publicKey;
    private Optional<Spawned> process = Optional.empty();

    private EdgeProcess(Host host, String overlay, int port, Path stateDirectory, String publicKey) {
        this.host = host;
        this.overlay = overlay;
        this.port = port;
        this.stateDirectory = stateDirectory;
        this.publicKey = publicKey;
    }

    /**
     * An edge with a fresh key and state directory that does not run yet.
     *
     * @param overlay its address inside, with prefix length
     * @param port its UDP port
     */
    public static EdgeProcess on(Host host, String overlay, int port) {
        Path state = host.lab().directory("edge-" + host.name() + "-" + port);
        String key = host.attempt(COMMAND_TIMEOUT, java("key", "--state-dir", state.toString()))
                .orFail()
                .out()
                .strip();
        return new EdgeProcess(host, overlay, port, state, key);
    }

    /** The command line of the edge's jar, run by the Java of this test. */
    public static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Repository.file("edge/target/edge.jar").toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** The command line of {@code up} with these peers. */
    public List<String> upCommand(PeerSpec... peers) {
        List<String> command = java("up", "-a", overlay, "-p", Integer.toString(port), "-d", device());
        command.addAll(List.of("--state-dir", stateDirectory.toString()));
        for (PeerSpec peer : peers) {
            command.addAll(List.of("--peer", peer.edgeOption()));
        }
        return command;
    }

    @Override
    public void start(PeerSpec... peers) {
        launch(peers);
        awaitReady();
    }

    /** Starts it without waiting until it is ready. */
    public Spawned launch(PeerSpec... peers) {
        Spawned started = host.spawn(new ProcessBuilder(upCommand(peers)));
        process = Optional.of(started);
        return started;
    }

    /** Waits until the running edge answers on its control socket. */
    public void awaitReady() {
        Spawned running = running();
        boolean settled = Await.holds(START_TIMEOUT, () -> !running.isRunning() || answers());
        if (!settled || !running.isRunning()) {
            throw new AssertionError("the edge did not come up: " + running);
        }
    }

    /** What {@code edge status --json} prints, asked for over the control socket. */
    public StatusReport status() {
        try {
            return Json.mapper().treeToValue(ControlClient.ask(stateDirectory, "edge", "status"), StatusReport.class);
        } catch (ExitException e) {
            throw new AssertionError(e.getMessage() + "\n" + running(), e);
        }
    }

    /** One of its counters. */
    public long count(CounterId counter) {
        return status().counters().getOrDefault(name(counter), 0L);
    }

    /** All that it has dropped so far, for whatever reason. */
    public long dropped() {
        return status().counters().entrySet().stream()
                .filter(counter -> counter.getKey().startsWith("drop-"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static String name(CounterId counter) {
        return counter.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean answers() {
        try {
            ControlClient.ask(stateDirectory, "edge", "status");
            return true;
        } catch (ExitException e) {
            return false;
        }
    }

    /** What it logged. */
    public String log() {
        return process.map(Spawned::output).orElse("");
    }

    /** The running process. */
    public Spawned running() {
        return process.orElseThrow(() -> new AssertionError("the edge on " + host + " was not started"));
    }

    /** SIGTERM; fails unless it ends with exit code 0 (or 143, the JVM's own answer to SIGTERM) within 10 s. */
    @Override
    public void stop() {
        int exit = running().terminate(STOP_TIMEOUT);
        if (exit != 0 && exit != 143) {
            throw new AssertionError("exit " + exit + ": " + running());
        }
    }

    /** {@link #stop}, if it was started and has not ended. */
    public void stopIfRunning() {
        if (process.map(Spawned::isRunning).orElse(false)) {
            stop();
        }
    }

    /** SIGKILL: no chance to clean up or say goodbye. */
    public void kill() {
        running().kill();
    }

    /** Where it keeps its key and its control socket. */
    public Path stateDirectory() {
        return stateDirectory;
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public String publicKey() {
        return publicKey;
    }

    @Override
    public String overlay() {
        return overlay;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String device() {
        return "culvert0";
    }
}
