package dev.culvert.system.lab;

import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Our edge, as users start it. */
public final class EdgeProcess extends CulvertProcess implements Node {
    private static final String PROGRAM = "edge";
    private static final String DEVICE = "culvert0";

    private final Settings settings;
    private List<String> options = List.of();

    private EdgeProcess(Settings settings, Path stateDirectory) {
        super(settings.host(), PROGRAM, stateDirectory);
        this.settings = settings;
    }

    /**
     * An edge with a fresh key and state directory that does not run yet.
     *
     * @param overlay its address inside, with prefix length
     * @param port its UDP port
     */
    public static EdgeProcess on(Host host, String overlay, int port) {
        Path state = host.lab().directory("edge-" + host.name() + "-" + port);
        String key = freshKey(state);
        return new EdgeProcess(new Settings(host, key, overlay, port, DEVICE), state);
    }

    /** The command line of the edge's jar, run by the Java of this test. */
    public static List<String> java(String... arguments) {
        return jar(PROGRAM, arguments);
    }

    /** The command line of {@code up} with these peers. */
    public List<String> upCommand(PeerSpec... peers) {
        return upCommand(Arrays.stream(peers)
                .flatMap(peer -> List.of("--peer", peer.edgeOption()).stream())
                .toList());
    }

    /** The command line of {@code up} with further options, such as community, secret and supernodes. */
    public List<String> upCommand(List<String> furtherOptions) {
        List<String> command = program("up", "-a", overlay(), "-p", Integer.toString(port()), "-d", device());
        command.addAll(List.of("--state-dir", stateDirectory().toString()));
        command.addAll(furtherOptions);
        return command;
    }

    @Override
    public void start(PeerSpec... peers) {
        launch(peers);
        awaitReady();
    }

    /** Starts it with further options and returns when it answers on its control socket. */
    public void start(List<String> furtherOptions) {
        launch(furtherOptions);
        awaitReady();
    }

    /** Starts it with further options without waiting until it is ready. */
    public Spawned launch(List<String> furtherOptions) {
        options = List.copyOf(furtherOptions);
        return relaunch();
    }

    /** Starts it again as it was started before, with the state that it left, without waiting until it is ready. */
    public Spawned relaunch() {
        return launch(new ProcessBuilder(upCommand(options)));
    }

    /**
     * Starts it after some shell commands, without waiting until it is ready. They run in the mount namespace that each
     * {@code ip netns exec} has for itself: what they mount is for this edge alone.
     */
    public Spawned launchAfter(String preparation, List<String> furtherOptions) {
        options = List.copyOf(furtherOptions);
        return launch(new ProcessBuilder(Stream.concat(
                        Stream.of("sh", "-c", "set -e; " + preparation + "; exec \"$@\"", "sh"),
                        upCommand(options).stream())
                .toList()));
    }

    /** {@link #relaunch}, and returns when it answers on its control socket. */
    public void restart() {
        relaunch();
        awaitReady();
    }

    /** Another edge, on another host, that was given a copy of this one's state: the same key. Before either starts. */
    public EdgeProcess twinOn(Host host) {
        Path state = host.lab().directory("edge-" + host.name() + "-twin-of-" + host().name() + "-" + port());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(stateDirectory(), Files::isRegularFile)) {
            for (Path file : files) {
                Files.copy(file, state.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new EdgeProcess(new Settings(host, publicKey(), overlay(), port(), DEVICE), state);
    }

    /** Starts it without waiting until it is ready. */
    public Spawned launch(PeerSpec... peers) {
        return launch(new ProcessBuilder(upCommand(peers)));
    }

    /** What {@code edge status --json} prints, asked for over the control socket. */
    public StatusReport status() {
        return Json.mapper().treeToValue(askStatus(), StatusReport.class);
    }

    /** {@link #status} as it came, with whatever else the edge says. */
    public JsonNode statusJson() {
        return askStatus();
    }

    @Override
    Map<String, Long> counters() {
        return status().counters();
    }

    @Override
    public Settings settings() {
        return settings;
    }
}
