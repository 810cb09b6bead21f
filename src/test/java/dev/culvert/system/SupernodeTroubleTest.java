package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Outcome;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Supernodes that are not there, are gone, or are not who they were: edges say so once, and go on trying. */
final class SupernodeTroubleTest {
    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final EdgeProcess a = overlay.edge(overlay.onTheInternet(), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.onTheInternet(), "10.0.0.2/24");

    @AfterEach
    void stop() {
        overlay.stopEdges();
        supernode.stopIfRunning();
    }

    /** a has the supernode's address; b has a name for it, which DNS knows as long as the supernode runs. */
    @Test
    void supernodeOrItsNameComesAndGoes_edgesConnectWhenever() throws IOException {
        Overlay.Community community = overlay.community();
        Path names = overlay.lab().directory("names").resolve("hosts");
        Path noServer = Files.createFile(names.resolveSibling("resolv.conf"));
        String name = overlay.address(supernode.host()) + " supernode.test\n";
        Files.writeString(names, "");
        a.launch(Overlay.joining(community, overlay.place(supernode)));
        b.launchAfter(
                "mount --bind " + names + " /etc/hosts; mount --bind " + noServer + " /etc/resolv.conf",
                Overlay.joining(community, "supernode.test:" + supernode.port()));
        a.awaitReady();
        b.awaitReady();
        awaitBoth(SupernodeState.UNREACHABLE);
        assertThat(words(b)).contains("supernode.test", "DNS");

        supernode.start();
        Files.writeString(names, name);
        awaitBoth(SupernodeState.REGISTERED);
        assertThat(a.ping(b, 3).lost()).isZero();

        Files.writeString(names, "");
        supernode.kill();
        awaitBoth(SupernodeState.UNREACHABLE);
        supernode.restart();
        Files.writeString(names, name);
        awaitBoth(SupernodeState.REGISTERED);
        assertThat(a.ping(b, 3).lost()).isZero();
        for (EdgeProcess edge : List.of(a, b)) {
            assertThat(edge.log().lines().filter(line -> line.contains(": unreachable: ")))
                    .as("one line a change of state, or of its reason")
                    .hasSizeBetween(2, 3);
            assertThat(edge.log().lines().filter(line -> line.contains(": registered")))
                    .hasSize(2);
        }
    }

    private static void awaitBoth(SupernodeState state) {
        Overlay.awaitState(a, state);
        Overlay.awaitState(b, state);
    }

    private static String words(EdgeProcess edge) {
        return edge.status().supernodes().stream()
                .map(SupernodeStatus::words)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void supernodeWithAnotherKey_isRefused_untilItIsTrusted() throws IOException {
        supernode.start();
        overlay.start(overlay.community(), List.of(supernode), a);
        supernode.kill();
        Files.delete(supernode.stateDirectory().resolve("seed"));
        supernode.restart();
        String newKey = supernode.status().publicKey().toString();
        assertThat(newKey).isNotEqualTo(supernode.publicKey());
        Overlay.awaitState(a, SupernodeState.REFUSED);
        String accept = "edge trust " + overlay.place(supernode) + "#" + newKey;
        assertThat(words(a)).contains(supernode.publicKey(), accept);

        Outcome trust = a.host()
                .attempt(
                        Duration.ofSeconds(20),
                        EdgeProcess.java(
                                "trust",
                                overlay.place(supernode) + "#" + newKey,
                                "--state-dir",
                                a.stateDirectory().toString()));
        trust.orFail();
        Overlay.awaitRegistered(a);
    }
}
