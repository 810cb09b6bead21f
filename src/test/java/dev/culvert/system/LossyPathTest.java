package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A direct path that loses a packet in ten each way, beside a relay that loses none. */
final class LossyPathTest {
    private static final Duration WATCHED = Figures.lasting(Duration.ofSeconds(12), Duration.ofMinutes(10));

    @AutoClose
    private static final Backbone backbone = Backbone.open();

    private static final DirectPair pair =
            backbone.pair(backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP));

    @Test
    void tenPercentLossEachWay_isNoReasonToLeave() {
        try (EchoFlow flow = pair.flow()) {
            pair.awaitDirect();
            int changes = pair.pathChanges();
            String tenth = " numgen random mod 10 < 1";
            backbone.drop(pair.there() + tenth, pair.back() + tenth);
            int first = flow.sent();
            Await.pass(WATCHED);
            EchoReport report = flow.since(first);
            int switches = pair.pathChanges() - changes;
            System.out.printf(
                    "10 %% loss each way for %d s: %d changes of path; %s%n", WATCHED.toSeconds(), switches, report);
            assertThat(switches).isZero();
            assertThat(pair.isDirect()).isTrue();
            assertThat(report.lost() / (double) report.sent()).isBetween(0.05, 0.25);
        }
    }
}
