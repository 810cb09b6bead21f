package dev.culvert.system.lab;

import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.StatusReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Our edge, as users start it. */
public final class EdgeProcess extends CulvertProcess implements Node {
    private static final String PROGRAM = "edge";
    private static final String DEVICE = "culvert0";

    private final Settings settings;

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
        String key = freshKey(host, PROGRAM, state);
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
    public List<String> upCommand(List<String> options) {
        List<String> command = java("up", "-a", overlay(), "-p", Integer.toString(port()), "-d", device());
        command.addAll(List.of("--state-dir", stateDirectory().toString()));
        command.addAll(options);
        return command;
    }

    @Override
    public void start(PeerSpec... peers) {
        launch(peers);
        awaitReady();
    }

    /** Starts it with further options and returns when it answers on its control socket. */
    public void start(List<String> options) {
        launch(new ProcessBuilder(upCommand(options)));
        awaitReady();
    }

    /** Starts it without waiting until it is ready. */
    public Spawned launch(PeerSpec... peers) {
        return launch(new ProcessBuilder(upCommand(peers)));
    }

    /** What {@code edge status --json} prints, asked for over the control socket. */
    public StatusReport status() {
        return Json.mapper().treeToValue(askStatus(), StatusReport.class);
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
