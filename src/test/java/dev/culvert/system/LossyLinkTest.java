package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.ImpairedLink;
import dev.culvert.system.lab.Impairment;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.PingReport;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A bad network between two of our edges.
 *
 * <pre>
 *  a 192.0.2.1 ── 20 ms, 10 % lost, 5 % twice, 10 % late ── b 192.0.2.2
 *    10.0.0.1  ~~~~~~~~~~~~~~~~~~~ tunnel ~~~~~~~~~~~~~~~~    10.0.0.2
 * </pre>
 */
final class LossyLinkTest {
    private static final int PINGS = 1500;

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host hostA = lab.host("a");
    private final Host hostB = lab.host("b");
    private final ImpairedLink link = lab.impairedLink(hostA, "192.0.2.1/24", hostB, "192.0.2.2/24", 7);

    @Test
    void tenPercentLoss_isAllThatTheTunnelLoses() {
        EdgeProcess a = EdgeProcess.on(hostA, "10.0.0.1/24", 7777);
        EdgeProcess b = EdgeProcess.on(hostB, "10.0.0.2/24", 7777);
        a.start(b.asPeer().endpoint("192.0.2.2:7777"));
        b.start(a.asPeer().endpoint("192.0.2.1:7777"));
        assertThat(a.ping(b, 1).lost()).isZero();

        link.both(Impairment.NONE
                .delay(Duration.ofMillis(20))
                .jitter(Duration.ofMillis(2))
                .loss(0.1)
                .duplication(0.05)
                .reordering(0.1, Duration.ofMillis(5)));
        PingReport report = hostA.ping(b.address(), PINGS, Duration.ofMillis(10), Duration.ofSeconds(2));

        double lost = report.lost() / (double) PINGS;
        System.out.printf("10 %% loss each way: %.1f %% of the pings lost%n", lost * 100);
        assertThat(lost).isCloseTo(1 - 0.9 * 0.9, within(0.035));
        assertThat(report.duplicates()).isZero();
        assertThat(b.count(CounterId.DROP_REPLAY_DUPLICATE)).isPositive();
        assertThat(b.count(CounterId.DROP_REPLAY_TOO_OLD)).isZero();
        assertThat(a.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
    }
}
