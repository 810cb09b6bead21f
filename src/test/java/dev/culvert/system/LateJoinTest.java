package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.supernode.status.EdgeReport;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.Outcome;
import dev.culvert.system.lab.PingWatch;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Pings to somebody who is not there yet, or never. */
final class LateJoinTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AutoClose
    private static final Overlay overlay = new Overlay();

    private static final SupernodeProcess supernode = overlay.supernode();
    private static final EdgeProcess a = overlay.edge(overlay.behind(NatKind.CONE), "10.0.0.1/24");
    private static final EdgeProcess b = overlay.edge(overlay.behind(NatKind.RANDOM), "10.0.0.2/24");

    @Test
    void whoJoinsAfterTheFirstPing_answersAtOnce_andTheEarlierUnknownIsForgotten() {
        Overlay.Community community = overlay.community();
        supernode.start();
        overlay.start(community, List.of(supernode), a);
        String unreachable = "From " + b.address() + " icmp_seq=\\d+ Destination Host Unreachable";
        try (PingWatch ping = PingWatch.start(a.host(), b.address(), Duration.ofMillis(100))) {
            Await.until(
                    "ping is told: " + unreachable,
                    PATIENCE,
                    () -> ping.output().lines().anyMatch(line -> line.endsWith("Destination Host Unreachable")));
            b.launch(Overlay.joining(community, overlay.place(supernode)));
            Await.until("b is registered", PATIENCE, () -> isPresent(b));
            Instant registered = Instant.now();
            Duration taken =
                    ping.firstReplyAfter(registered.minusSeconds(1), PATIENCE).minusSeconds(1);
            System.out.printf("b registered → a's ping answered: %d ms%n", taken.toMillis());
            assertThat(taken).isLessThan(Duration.ofSeconds(3));
            assertThat(ping.output()).containsPattern(unreachable);
        }
        // Nobody has this one, and nobody will.
        Outcome outcome = a.host().attempt(PATIENCE, List.of("ping", "-n", "-c1", "-W20", "10.0.0.77"));
        assertThat(outcome.out()).contains("Destination Host Unreachable");
        assertThat(a.ping(b, 3).lost()).isZero();
    }

    private static boolean isPresent(EdgeProcess edge) {
        return supernode.status().communities().stream()
                .flatMap(community -> community.edges().stream())
                .filter(EdgeReport::present)
                .anyMatch(report -> report.key().toString().equals(edge.publicKey()));
    }
}
