package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.SupernodeState;
import dev.culvert.edge.status.SupernodeStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Edges that are killed and started again while their supernode is dead: they know from the disk where peers are. */
final class MemoryTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GOAL = Duration.ofSeconds(3);

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.onTheInternet(), "10.0.0.2/24");

    @AfterEach
    void stop() {
        overlay.stopEdges();
        supernode.stopIfRunning();
    }

    /** They have spoken directly, and both have it on their disks; then the supernode is killed. */
    private static void meetAndLoseTheSupernode() {
        for (EdgeProcess edge : List.of(a, b)) {
            memories(edge).forEach(file -> assertThat(file.toFile().delete()).isTrue()); // of another test's community
        }
        supernode.start();
        overlay.start(overlay.community(), List.of(supernode), a, b);
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            ping.awaitReplies();
            Await.until("direct", PATIENCE, () -> isDirect(a, b) && isDirect(b, a));
            Await.until("remembered", PATIENCE, () -> remembers(a) && remembers(b));
        }
        supernode.kill();
    }

    private static boolean isDirect(EdgeProcess edge, EdgeProcess other) {
        return Overlay.peer(edge, other)
                .filter(peer -> peer.path() == PathKind.DIRECT)
                .isPresent();
    }

    private static boolean remembers(EdgeProcess edge) {
        List<Path> files = memories(edge);
        assertThat(files)
                .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
        return !files.isEmpty();
    }

    private static List<Path> memories(EdgeProcess edge) {
        try (Stream<Path> files = Files.list(edge.stateDirectory())) {
            return files.filter(path -> path.getFileName().toString().startsWith("peers-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void killedEdge_startedAgainWithoutSupernode_reachesTheOpenPeer() {
        meetAndLoseTheSupernode();
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            Figures.measure("edge started without supernode → open peer", GOAL, () -> {
                        a.kill();
                        Instant started = Instant.now();
                        a.relaunch();
                        Duration taken = ping.firstReplyAfter(started, PATIENCE);
                        a.awaitReady();
                        return taken;
                    })
                    .assertNearTarget();
            Await.until("direct", PATIENCE, () -> isDirect(a, b) && isDirect(b, a));
        }
        assertThat(a.status().supernodes())
                .extracting(SupernodeStatus::state)
                .doesNotContain(SupernodeState.REGISTERED);
        assertThat(a.status().community().orElseThrow().memory().words())
                .startsWith("no supernode answers; trying 1 peer remembered, last seen ");
        Await.until(
                "the log says so once the supernode is known not to answer",
                PATIENCE,
                () -> a.log().contains("no supernode answers; trying 1 peer remembered"));
    }

    @Test
    void bothStartedAgainWithoutSupernode_meet_andGoOnWhenItIsBack() {
        meetAndLoseTheSupernode();
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL)) {
            Figures.measure("both edges started without supernode → ping", GOAL, () -> {
                        a.kill();
                        b.kill();
                        Instant started = Instant.now();
                        b.relaunch();
                        a.relaunch();
                        Duration taken = ping.firstReplyAfter(started, PATIENCE);
                        a.awaitReady();
                        b.awaitReady();
                        return taken;
                    })
                    .assertNearTarget();
        }
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), INTERVAL).awaitReplies()) {
            int before = ping.lost();
            supernode.restart();
            Overlay.awaitRegistered(a);
            Overlay.awaitRegistered(b);
            Instant registered = Instant.now();
            var _ = ping.firstReplyAfter(registered.plusSeconds(1), PATIENCE);
            System.out.printf("the supernode came back: %d pings lost%n", ping.lost() - before);
            assertThat(ping.lost() - before).isLessThanOrEqualTo(1);
            assertThat(isDirect(a, b) && isDirect(b, a)).isTrue();
        }
        assertThat(a.status().community().orElseThrow().memory().words()).isEmpty();
    }
}
