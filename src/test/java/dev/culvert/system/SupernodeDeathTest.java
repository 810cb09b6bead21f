package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.status.SupernodeState;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The only supernode is killed, and stays dead, while two pairs have direct paths: one that talks, and one that is idle. */
final class SupernodeDeathTest {
    private static final Duration IDLE = Figures.lasting(Duration.ZERO, Duration.ofMinutes(10));
    private static final Duration TALK = Duration.ofSeconds(3);

    @AutoClose
    private static final Backbone backbone = Backbone.open();

    private static final DirectPair talking =
            backbone.pair(backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP));
    private static final DirectPair idle =
            backbone.pair(backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.ACCEPT));

    @Test
    void directFlows_loseNothing_alsoAfterARest() {
        try (EchoFlow flow = talking.flow()) {
            talking.awaitDirect();
            try (EchoFlow ends = idle.flow()) {
                ends.awaitAnswers();
                idle.awaitDirect();
                Await.pass(TALK);
            }
            int first = flow.sent();
            long killedNs = System.nanoTime();
            backbone.supernode().kill();
            for (DirectPair pair : new DirectPair[] {talking, idle}) {
                pair.edges().forEach(edge -> Overlay.awaitState(edge, SupernodeState.UNREACHABLE));
            }
            Duration noticed = Duration.ofNanos(System.nanoTime() - killedNs);
            Await.pass(IDLE);
            EchoReport report = flow.since(first);
            System.out.printf("supernode killed, noticed after %d s: %s%n", noticed.toSeconds(), report);
            assertThat(report.lost()).as(report.toString()).isZero();

            long rested = noticed.plus(IDLE).toSeconds();
            try (EchoFlow again = idle.flow()) {
                Await.pass(TALK);
                EchoReport after = again.since(0);
                System.out.printf("supernode dead, the pair idle for %d s: %s%n", rested, after);
                assertThat(after.lost()).as(after.toString()).isZero();
            }
        }
    }
}
