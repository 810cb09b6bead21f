package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EchoFlow;
import dev.culvert.system.lab.EchoReport;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.lab.InputPolicy;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.Site;
import dev.culvert.system.lab.SiteKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a relay of 80 ms there and back to a direct path of 10 ms, under traffic. */
final class UpgradeTest {
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);
    private static final long RATE = 50_000_000;
    private static final double RETRANSMITTED = 0.001;
    private static final Duration GOAL = Duration.ofSeconds(60);

    @AutoClose
    private static final Backbone backbone = Backbone.open(
            Impairment.NONE.delay(Duration.ofNanos(2_500_000)), Impairment.NONE.delay(Duration.ofNanos(17_500_000)));

    private static final List<Site> cones = backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.DROP);
    private static final List<Site> accepting = backbone.sites(SiteKind.CONE, SiteKind.CONE, InputPolicy.ACCEPT);

    /** The first packet makes the session; the direct path follows by itself. */
    @ParameterizedTest
    @EnumSource(InputPolicy.class)
    void firstPackets_andThoseOfTheUpgrade_allArrive(InputPolicy input) {
        List<Site> sites = input == InputPolicy.DROP ? cones : accepting;
        for (int i = 0; i < Figures.repetitions(1); i++) {
            try (DirectPair pair = backbone.pair(sites);
                    EchoFlow flow = pair.flow()) {
                Duration taken = pair.awaitDirect();
                Await.pass(AFTERWARDS);
                EchoReport report = flow.since(0);
                System.out.printf("upgrade %d ms after the first packet: %s%n", taken.toMillis(), report);
                assertThat(report.lost()).as(report.toString()).isZero();
            }
        }
    }

    /** The direct way is opened when packets have long gone by the relay; another address of the host starts a round. */
    @Test
    void lateUpgrade_losesNothing() {
        for (int i = 0; i < Figures.repetitions(1); i++) {
            try (DirectPair pair = backbone.pair(cones)) {
                pair.cut();
                try (EchoFlow flow = pair.flow()) {
                    flow.awaitAnswers();
                    Await.pass(AFTERWARDS);
                    assertThat(pair.isRelayed()).isTrue();
                    int first = flow.sent();
                    Duration taken = open(pair, i);
                    Await.pass(AFTERWARDS);
                    EchoReport report = flow.since(first);
                    System.out.printf("upgrade %d ms after it was possible: %s%n", taken.toMillis(), report);
                    assertThat(report.lost()).as(report.toString()).isZero();
                }
            }
        }
    }

    /**
     * What was lost because the machine is busy, and what was lost before the upgrade, is left out, unless the test runs as
     * long as the goal says.
     */
    @Test
    void tcp_seesAlmostNoLoss() {
        Duration lasting = Figures.lasting(Duration.ofSeconds(10), GOAL);
        try (DirectPair pair = backbone.pair(cones)) {
            pair.cut();
            try (EchoFlow flow = pair.flow()) {
                flow.awaitAnswers();
            }
            int seconds = (int) lasting.toSeconds();
            CompletableFuture<Iperf3> running = CompletableFuture.supplyAsync(() ->
                    Iperf3.paced(pair.a().host(), pair.b().host(), pair.b().address(), seconds, RATE));
            Await.pass(lasting.dividedBy(2));
            assertThat(pair.isRelayed()).isTrue();
            long lostBefore = pair.a().host().lab().overrun();
            open(pair, 99);
            Iperf3 transfer = running.join();
            assertThat(pair.isDirect()).isTrue();
            long lost = pair.a().host().lab().overrun() - lostBefore;
            List<Long> after = transfer.retransmits()
                    .subList(
                            Math.max(0, seconds / 2 - 1), transfer.retransmits().size());
            long ofTheUpgrade = after.stream().mapToLong(Long::longValue).sum() - lost;
            System.out.printf(
                    "iperf3 -t %d -b 50M over an upgrade: segments sent again each second %s, %.4f %% in all; %d since the"
                            + " upgrade, %d lost by the busy machine left out; %.1f Mbit/s%n",
                    seconds,
                    transfer.retransmits(),
                    100 * transfer.retransmittedShare(),
                    ofTheUpgrade,
                    lost,
                    transfer.bitsPerSecond() / 1e6);
            if (lasting.equals(GOAL)) {
                assertThat(transfer.retransmittedShare()).isLessThanOrEqualTo(RETRANSMITTED);
            }
            // One upgrade costs the same however long the transfer lasts.
            assertThat(ofTheUpgrade).isLessThanOrEqualTo((long)
                    (RETRANSMITTED * RATE / 8 * GOAL.toSeconds() / transfer.segmentBytes()));
        }
    }

    private static Duration open(DirectPair pair, int number) {
        backbone.heal();
        pair.a().host().address("to-r1", "10.99." + number + ".1/24");
        return pair.awaitDirect();
    }
}
