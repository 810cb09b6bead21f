package dev.culvert.system.bench;

import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Nebula, each host knowing where the other is: no lighthouse. */
final class NebulaTunnel implements Tunnel {
    private static final int PORT = 4_242;

    private final Peers peers;

    NebulaTunnel(Peers peers) {
        this.peers = peers;
    }

    @Override
    public Running start(Stage stage) throws LeftOutException {
        Peers.Peer peer = peers.peer("nebula");
        String nebula = peer.programs().getFirst();
        String cert = peer.programs().getLast();
        Path directory = stage.a().lab().directory("nebula-" + stage.a());
        Path authority = directory.resolve("ca.crt");
        Path authorityKey = directory.resolve("ca.key");
        stage.a()
                .exec(
                        cert,
                        "ca",
                        "-name",
                        "bench",
                        "-out-crt",
                        authority.toString(),
                        "-out-key",
                        authorityKey.toString());
        for (String name : List.of("a", "b")) {
            stage.a()
                    .exec(
                            cert,
                            "sign",
                            "-name",
                            name,
                            "-ip",
                            (name.equals("a") ? A : B) + "/24",
                            "-ca-crt",
                            authority.toString(),
                            "-ca-key",
                            authorityKey.toString(),
                            "-out-crt",
                            directory.resolve(name + ".crt").toString(),
                            "-out-key",
                            directory.resolve(name + ".key").toString());
        }
        Spawned a = spawn(nebula, stage.a(), configuration(directory, "a", B, stage.bAddress()));
        Spawned b = spawn(nebula, stage.b(), configuration(directory, "b", A, stage.aAddress()));
        First.packet(stage, B);
        return new Processes(B, peer.version(), List.of(new Part(Role.SENDER, a), new Part(Role.RECEIVER, b)));
    }

    private static Spawned spawn(String nebula, Host host, Path configuration) {
        return host.spawn(nebula, "-config", configuration.toString());
    }

    private static Path configuration(Path directory, String name, String other, String otherAddress) {
        Path file = directory.resolve(name + ".yml");
        String text = """
                pki: {ca: %1$s/ca.crt, cert: %1$s/%2$s.crt, key: %1$s/%2$s.key}
                static_host_map: {"%3$s": ["%4$s:%5$d"]}
                lighthouse: {am_lighthouse: false, hosts: []}
                listen: {host: 0.0.0.0, port: %5$d}
                tun: {dev: nebula0, mtu: %6$d}
                logging: {level: warning}
                firewall:
                  outbound: [{port: any, proto: any, host: any}]
                  inbound: [{port: any, proto: any, host: any}]
                """.formatted(directory, name, other, otherAddress, PORT, MTU);
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
