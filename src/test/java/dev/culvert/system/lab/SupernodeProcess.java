package dev.culvert.system.lab;

import dev.culvert.common.ops.Json;
import dev.culvert.supernode.status.SupernodeReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Our supernode, as users start it. */
public final class SupernodeProcess extends CulvertProcess {
    private static final String PROGRAM = "supernode";

    private final String publicKey;
    private final int port;
    private List<String> options = List.of();

    private SupernodeProcess(Host host, String publicKey, int port, Path stateDirectory) {
        super(host, PROGRAM, stateDirectory);
        this.publicKey = publicKey;
        this.port = port;
    }

    /**
     * A supernode with a fresh key and state directory that does not run yet.
     *
     * @param port its main UDP port
     */
    public static SupernodeProcess on(Host host, int port) {
        Path state = host.lab().directory("supernode-" + host.name() + "-" + port);
        return new SupernodeProcess(host, freshKey(state), port, state);
    }

    /** Starts it with further options and returns when it answers on its control socket. */
    public void start(String... furtherOptions) {
        options = Arrays.asList(furtherOptions);
        restart();
    }

    /** Starts it again as it was started before, with the state that it left. */
    public void restart() {
        relaunch();
        awaitReady();
    }

    /** {@link #restart} without waiting until it is ready. */
    public Spawned relaunch() {
        List<String> command = program(
                "up",
                "-p",
                Integer.toString(port),
                "--state-dir",
                stateDirectory().toString());
        command.addAll(options);
        return launch(new ProcessBuilder(command));
    }

    /** What {@code supernode status --json} prints, asked for over the control socket. */
    public SupernodeReport status() {
        return Json.mapper().treeToValue(askStatus(), SupernodeReport.class);
    }

    @Override
    Map<String, Long> counters() {
        return status().counters();
    }

    /** What an edge's {@code -l} takes: the address with the port, and the key. */
    public String asOption(String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return host + ":" + port + "#" + publicKey;
    }

    /** Its public key in base64; known before it starts. */
    public String publicKey() {
        return publicKey;
    }

    /** Its main UDP port. */
    public int port() {
        return port;
    }
}
