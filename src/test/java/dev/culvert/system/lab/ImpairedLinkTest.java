package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The impairer against the kernel's own ping and TCP.
 *
 * <pre>
 *  a 192.0.2.1 ──impaired── b 192.0.2.2
 * </pre>
 */
final class ImpairedLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Lab lab = Lab.open();
    private final Host a = lab.host("a");
    private final Host b = lab.host("b");
    private final ImpairedLink link = lab.impairedLink(a, "192.0.2.1/24", b, "192.0.2.2/24", 42);

    @AfterEach
    void close() {
        lab.close();
    }

    private PingReport ping(int count) {
        return a.ping("192.0.2.2", count, Duration.ofMillis(2), PATIENCE);
    }

    @Test
    void untouchedLink_losesNothingAndCostsLittle() {
        PingReport report = ping(200);
        System.out.printf("untouched link: ping p50 %.3f ms%n", report.medianMs());
        assertThat(report.lost()).isZero();
        assertThat(report.medianMs()).isLessThan(5);
        double gbps = Iperf3.measure(a, b, "192.0.2.2", 2).bitsPerSecond() / 1e9;
        System.out.printf("untouched link: %.2f Gbit/s of TCP%n", gbps);
        assertThat(gbps).isGreaterThan(0.05);
    }

    @Test
    void delay_addsToEachDirection() {
        link.both(Impairment.NONE.delay(Duration.ofMillis(20)));
        PingReport report = ping(200);
        System.out.printf("20 ms each way: ping p50 %.3f ms%n", report.medianMs());
        assertThat(report.lost()).isZero();
        assertThat(report.medianMs()).isCloseTo(40, within(4.0));
        assertThat(report.rttsMs()).allMatch(rtt -> rtt >= 40);
    }

    @Test
    void lossAndDuplication_hitTheirShares() {
        link.forward().impair(Impairment.NONE.loss(0.1));
        link.backward().impair(Impairment.NONE.duplication(0.2));
        PingReport report = ping(2000);
        System.out.printf("10 %% loss one way: %d of %d lost%n", report.lost(), report.sent());
        assertThat(report.lost() / 2000.0).isCloseTo(0.1, within(0.03));
        assertThat(report.duplicates() / (double) report.received()).isCloseTo(0.2, within(0.04));
    }

    @Test
    void cutWhileRunning_stopsOneDirectionUntilItIsMended() {
        link.forward().impair(Impairment.CUT);
        long backBefore = link.backward().delivered();
        assertThat(a.ping("192.0.2.2", 1, PATIENCE, Duration.ofMillis(200)).received())
                .isZero();
        assertThat(link.backward().delivered()).isEqualTo(backBefore);
        link.forward().impair(Impairment.NONE);
        assertThat(ping(10).lost()).isZero();
    }

    @Test
    void rate_limitsThroughput() {
        link.forward().impair(Impairment.NONE.rate(20_000_000));
        double mbps = Iperf3.measure(a, b, "192.0.2.2", 2).bitsPerSecond() / 1e6;
        System.out.printf("20 Mbit/s: %.1f Mbit/s of TCP%n", mbps);
        assertThat(mbps).isBetween(14.0, 20.5);
    }
}
