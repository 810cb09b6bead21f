package dev.culvert.system.bench;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** tinc 1.0 as a router, over UDP, with its own choice of cipher. */
final class TincTunnel implements Tunnel {
    private static final String DEVICE = "tinc0";
    private static final Duration KEY_PATIENCE = Duration.ofSeconds(30);

    private final Peers peers;

    TincTunnel(Peers peers) {
        this.peers = peers;
    }

    @Override
    public Running start(Stage stage) throws LeftOutException {
        Peers.Peer peer = peers.peer("tinc");
        String tincd = peer.programs().getFirst();
        Path directory = stage.a().lab().directory("tinc-" + stage.a());
        try {
            node(directory, "a", A, stage.aAddress(), "ConnectTo = b");
            node(directory, "b", B, stage.bAddress(), "");
            for (String name : List.of("a", "b")) {
                stage.a()
                        .attempt(KEY_PATIENCE, List.of(tincd, "-c", directory.resolve(name) + "", "-K"))
                        .orFail();
            }
            copy(directory, "a", "b");
            copy(directory, "b", "a");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Spawned b = spawn(tincd, stage.b(), directory, "b", B);
        Spawned a = spawn(tincd, stage.a(), directory, "a", A);
        First.packet(stage, B);
        return new Processes(B, peer.version(), List.of(new Part(Role.SENDER, a), new Part(Role.RECEIVER, b)));
    }

    private static void node(Path directory, String name, String inside, String outside, String more)
            throws IOException {
        Path hosts = Files.createDirectories(directory.resolve(name).resolve("hosts"));
        Files.writeString(directory.resolve(name).resolve("tinc.conf"), """
                Name = %s
                DeviceType = tun
                Interface = %s
                %s
                """.formatted(name, DEVICE, more));
        Files.writeString(hosts.resolve(name), """
                Address = %s
                Subnet = %s/32
                """.formatted(outside, inside));
    }

    /** What others may know of a node: its public key stands in it by now. */
    private static void copy(Path directory, String of, String to) throws IOException {
        Files.copy(
                directory.resolve(of).resolve("hosts").resolve(of),
                directory.resolve(to).resolve("hosts").resolve(of));
    }

    private static Spawned spawn(String tincd, Host host, Path directory, String name, String inside) {
        String home = directory.resolve(name).toString();
        Spawned tinc = host.spawn(tincd, "-c", home, "-D", "--pidfile=" + home + "/pid");
        Await.until(
                tinc + " makes its interface",
                PATIENCE,
                () -> host.attempt(KEY_PATIENCE, List.of("ip", "link", "show", DEVICE))
                                .exit()
                        == 0);
        host.address(DEVICE, inside + "/24");
        host.ip("link set " + DEVICE + " mtu " + MTU + " up");
        return tinc;
    }
}
