package dev.culvert.system.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The distribution's {@code wireguard-go}, configured by {@code wg}: the independent judge of our protocol. Or another program
 * that {@code wg} configures.
 */
public final class StockWireGuard extends HostProcess implements Node {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    /** Not only within a host: the control socket's path is shared by all namespaces. */
    private static final AtomicInteger DEVICES = new AtomicInteger();

    private final Settings settings;
    private final Path privateKeyFile;
    private final ProcessBuilder program;

    private StockWireGuard(Settings settings, Path privateKeyFile, ProcessBuilder program) {
        super(settings.host());
        this.settings = settings;
        this.privateKeyFile = privateKeyFile;
        this.program = program;
    }

    /**
     * A device with a fresh key that does not run yet.
     *
     * @param overlay its address inside, with prefix length
     * @param port its UDP port
     */
    public static StockWireGuard on(Host host, String overlay, int port) {
        ProcessBuilder program = new ProcessBuilder("wireguard-go", "--foreground");
        program.environment().put("LOG_LEVEL", "verbose");
        return on(host, overlay, port, program);
    }

    /**
     * Another program than the distribution's.
     *
     * @param program its command line, to which the interface's name is added; it stays in the foreground
     */
    public static StockWireGuard on(Host host, String overlay, int port, ProcessBuilder program) {
        String device = "cw" + ProcessHandle.current().pid() + "-" + DEVICES.incrementAndGet();
        Path directory = host.lab().directory("wg-" + device);
        Path privateKeyFile = secretFile(directory.resolve("private"), "genkey");
        String publicKey =
                Shell.exec("sh", "-c", "wg pubkey < " + privateKeyFile).out().strip();
        return new StockWireGuard(new Settings(host, publicKey, overlay, port, device), privateKeyFile, program);
    }

    /** A file with a fresh preshared key, for both ends. */
    public static Path presharedKey(Lab lab) {
        return secretFile(lab.directory("psk").resolve("psk-" + DEVICES.incrementAndGet()), "genpsk");
    }

    @Override
    public void start(PeerSpec... peers) {
        Spawned started = launch(command());
        Path socket = Path.of("/var/run/wireguard", device() + ".sock");
        // One that is killed leaves it.
        host().lab().own(() -> Files.deleteIfExists(socket));
        Await.until(started + " makes " + socket, START_TIMEOUT, () -> Files.exists(socket) || !started.isRunning());
        set("listen-port", Integer.toString(port()), "private-key", privateKeyFile.toString());
        host().address(device(), overlay());
        host().ip("link set " + device() + " mtu 1400 up");
        for (PeerSpec peer : peers) {
            set(peer.wgArguments().toArray(String[]::new));
        }
    }

    private ProcessBuilder command() {
        List<String> command = new ArrayList<>(program.command());
        command.add(device());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(program.environment());
        return builder;
    }

    /** Changes the running device: the arguments of {@code wg set IFNAME}. */
    public void set(String... arguments) {
        List<String> command = new ArrayList<>(List.of("wg", "set", device()));
        command.addAll(Arrays.asList(arguments));
        host().exec(command.toArray(String[]::new));
    }

    /** What {@code wg show} says of it. */
    public WgDump dump() {
        return WgDump.parse(host().exec("wg", "show", device(), "dump").out());
    }

    @Override
    public void stop() {
        if (isRunning()) {
            running().terminate(STOP_TIMEOUT);
        }
    }

    @Override
    public Settings settings() {
        return settings;
    }

    private static Path secretFile(Path file, String wgCommand) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, Shell.exec("wg", wgCommand).out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
