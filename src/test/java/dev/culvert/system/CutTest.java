package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The direct path of two edges is cut while they talk, and heals. */
final class CutTest {
    private static final Duration RELAYED = Duration.ofMillis(1_500);
    private static final Duration LOST = Duration.ofMillis(700);
    private static final Duration BACK = Duration.ofSeconds(3);

    @AutoClose
    private static final Backbone backbone = Backbone.open();

    private static final DirectPair pair =
            backbone.pair(backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP));

    enum Cut {
        BOTH_WAYS,
        THERE,
        BACK;

        void make() {
            switch (this) {
                case BOTH_WAYS -> pair.cut();
                case THERE -> backbone.drop(pair.there());
                case BACK -> backbone.drop(pair.back());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void cutPath_isLeft_andReturnedTo(Cut cut) {
        Duration cutFor = Figures.lasting(Duration.ofSeconds(2), Duration.ofSeconds(10));
        List<Duration> relayed = new ArrayList<>();
        List<Duration> lost = new ArrayList<>();
        List<Duration> back = new ArrayList<>();
        int lostOnReturn = 0;
        try (EchoFlow flow = pair.flow()) {
            for (int i = 0; i < Figures.repetitions(2); i++) {
                pair.awaitDirect();
                Await.pass(Duration.ofMillis(700 + 100 * i)); // at another time between two pings
                int first = flow.sent();
                cut.make();
                relayed.add(flow.firstAnswerAfter(System.nanoTime(), DirectPair.PATIENCE));
                pair.awaitRelayed();
                EchoReport report = flow.since(first);
                lost.add(DirectPair.INTERVAL.multipliedBy(report.lost()));
                System.out.println(cut + ": " + report);
                Await.pass(cutFor);
                int second = flow.sent();
                backbone.heal();
                back.add(pair.awaitDirect());
                lostOnReturn += flow.since(second).lost();
            }
        }
        new Figures(cut + ": cut → answers by the relay", RELAYED, relayed)
                .print()
                .assertNearTarget();
        new Figures(cut + ": packets lost, as time", LOST, lost)
                .print()
                .assertWithin(LOST.multipliedBy(3).dividedBy(2));
        new Figures(cut + ": healed → direct", BACK, back).print().assertNearTarget();
        assertThat(lostOnReturn).as("lost on the way back to the direct path").isZero();
    }
}
