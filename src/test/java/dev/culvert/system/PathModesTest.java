package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.edge.status.PathKind;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.PingReport;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Edges whose packets must not go over a supernode: because they were told so, or because it does not relay. */
@Timeout(180)
final class PathModesTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private final EdgeProcess b = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.2/24");
    private final EdgeProcess c = overlay.edge(overlay.behind(NatKind.RANDOM), "10.0.0.3/24");

    private void start(List<String> options, EdgeProcess... edges) {
        List<String> all = new ArrayList<>(Overlay.joining(overlay.community(), overlay.place(supernode)));
        all.addAll(options);
        for (EdgeProcess edge : edges) {
            edge.launch(all);
        }
        for (EdgeProcess edge : edges) {
            edge.awaitReady();
            Overlay.awaitRegistered(edge);
        }
    }

    @AfterEach
    void stop() {
        overlay.stopEdges();
        supernode.stop();
    }

    private static PeerStatus peer(EdgeProcess edge, EdgeProcess other) {
        return Overlay.peer(edge, other).orElseThrow();
    }

    @Test
    void supernodeThatDoesNotRelay_bringsTogetherWhomItCan_andTheOthersAreToldWhy() {
        supernode.start("--no-relay");
        start(List.of(), a, b, c);
        PingReport pings = a.ping(b, 20);
        assertThat(pings.lost()).as(a.log() + b.log()).isZero();
        assertThat(peer(a, b).path()).isEqualTo(PathKind.DIRECT);
        assertThat(peer(b, a).path()).isEqualTo(PathKind.DIRECT);

        long startNs = System.nanoTime();
        assertThat(a.host()
                        .ping(c.address(), 1, Duration.ofMillis(100), Duration.ofMillis(100))
                        .received())
                .isZero();
        Await.until("the verdict", TEN_SECONDS, () -> peer(a, c).verdict().startsWith("relay-refused: "));
        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isLessThan(TEN_SECONDS);
        assertThat(peer(a, c).path()).isEqualTo(PathKind.NONE);
        Await.until(
                "what waited is given up", Duration.ofSeconds(20), () -> a.count(CounterId.DROP_NO_DIRECT_PATH) > 0);
        assertThat(a.log()).contains("relay-refused");
    }

    @Test
    void edgesThatGoStraightOnly_loseNothing_andSendNothingByTheRelay() {
        supernode.start();
        start(List.of("--path", "direct"), a, b);
        PingReport pings = a.ping(b, 20);
        assertThat(pings.lost()).as(a.log() + b.log()).isZero();
        assertThat(peer(a, b).path()).isEqualTo(PathKind.DIRECT);
        assertThat(a.log()).doesNotContain("relay ").contains("direct ");
    }
}
