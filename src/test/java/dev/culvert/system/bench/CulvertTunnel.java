package dev.culvert.system.bench;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.SecretFile;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Two edges of one community, whose supernode is on the third host: it introduces them to each other and, where they are not
 * joined, relays.
 */
final class CulvertTunnel implements Tunnel {
    private static final int SUPERNODE_PORT = 7654;
    private static final int PORT = 7777;

    private final EdgeJar jar;
    private final JavaOptions java;
    private final List<String> options;
    private final Jar otherJar;

    /** The edges' jar, if it is not the one that was built. */
    @FunctionalInterface
    interface Jar {
        Optional<Path> file() throws LeftOutException;
    }

    /** By which options of {@code java} the programs run. */
    enum JavaOptions {
        /** Those of the systemd units. */
        SERVICE,
        /** None. */
        PLAIN;

        List<String> of(String unit) {
            return this == PLAIN ? List.of() : UnitFile.javaOptions(unit);
        }
    }

    /** @param options of both edges besides those that join them */
    CulvertTunnel(EdgeJar jar, JavaOptions java, String... options) {
        this(jar, java, Optional::empty, options);
    }

    private CulvertTunnel(EdgeJar jar, JavaOptions java, Jar otherJar, String... options) {
        this.jar = jar;
        this.java = java;
        this.otherJar = otherJar;
        this.options = List.of(options);
    }

    /** Of edges that do not encrypt. */
    static CulvertTunnel unencrypted(EdgeJar jar, Peers peers) {
        Jar copy = () ->
                Optional.of(Path.of(peers.peer("culvert-unencrypted").programs().getFirst()));
        return new CulvertTunnel(jar, JavaOptions.SERVICE, copy, "--cipher=aes-256-gcm", "--aead=jce");
    }

    @Override
    public Running start(Stage stage) throws LeftOutException {
        for (String option : options) {
            jar.require(option);
        }
        Optional<Path> other = otherJar.file();
        Lab lab = stage.a().lab();
        Path secret = SecretFile.fresh(lab, "bench-" + stage.a());
        SupernodeProcess supernode = SupernodeProcess.on(stage.third(), SUPERNODE_PORT);
        supernode.javaOptions(java.of("supernode.service"));
        supernode.start();
        EdgeProcess a = edge(EdgeProcess.on(stage.a(), A + "/24", PORT), Stage.THIRD_FROM_A, supernode, secret, other);
        EdgeProcess b = edge(EdgeProcess.on(stage.b(), B + "/24", PORT), Stage.THIRD_FROM_B, supernode, secret, other);
        a.awaitReady();
        b.awaitReady();
        Culvert culvert = new Culvert(stage.isJoined() ? "direct" : "relay", a, b, supernode, options);
        First.packet(stage, B);
        Await.until(
                "both edges use the path " + culvert.path + ": " + a.statusJson(),
                PATIENCE,
                () -> culvert.fault().isEmpty());
        return culvert;
    }

    private EdgeProcess edge(
            EdgeProcess edge, String supernodeAddress, SupernodeProcess supernode, Path secret, Optional<Path> other) {
        other.ifPresent(edge::otherJar);
        List<String> java = new ArrayList<>(this.java.of("edge@.service"));
        java.add("-Xlog:gc:file=" + gcLog(edge));
        edge.javaOptions(java);
        // The options that leave out questions to the internet and to routers, neither of which is there.
        edge.launch(Stream.concat(
                        Stream.of(
                                "-c",
                                "bench",
                                "--secret-file",
                                secret.toString(),
                                "-l",
                                supernode.asOption(supernodeAddress),
                                "--no-nat-detection",
                                "--no-port-mapping"),
                        options.stream())
                .toList());
        return edge;
    }

    private static Path gcLog(EdgeProcess edge) {
        return edge.stateDirectory().resolve("gc.log");
    }

    /** The three programs. */
    private record Culvert(String path, EdgeProcess a, EdgeProcess b, SupernodeProcess supernode, List<String> options)
            implements Running {
        @Override
        public String address() {
            return B;
        }

        @Override
        public List<Part> parts() {
            return List.of(
                    new Part(Role.SENDER, a.running()),
                    new Part(Role.RECEIVER, b.running()),
                    new Part(Role.RELAY, supernode.running()));
        }

        @Override
        public String note() {
            String cipher = a.statusJson().at("/peers/0/cipher").asString("");
            return String.join(
                    ", ",
                    Stream.of(cipher, String.join(" ", options))
                            .filter(part -> !part.isEmpty())
                            .toList());
        }

        @Override
        public Optional<String> fault() {
            for (EdgeProcess edge : List.of(a, b)) {
                JsonNode peer = edge.statusJson().at("/peers/0");
                if (!peer.path("path").asString("").equals(path)) {
                    return Optional.of("the path of " + edge.host() + " is not " + path + ": "
                            + peer.path("verdict").asString("no peer"));
                }
            }
            return Optional.empty();
        }

        @Override
        public List<Double> gcPausesMs() {
            return Stream.of(a, b)
                    .flatMap(edge -> GcLog.pausesMs(text(gcLog(edge))).stream())
                    .toList();
        }

        private static String text(Path file) {
            try {
                return Files.exists(file) ? Files.readString(file) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            parts().forEach(part -> Ending.end(part.process()));
        }
    }
}
