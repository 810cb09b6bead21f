package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.PeerSpec;
import dev.culvert.system.lab.PingReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our edge against itself, both sides knowing each other's endpoint; the network is {@link TwoHosts}. */
final class TwoEdgesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    private final EdgeProcess a = hosts.edgeOnA();
    private final EdgeProcess b = hosts.edgeOnB();
    private final PeerSpec peerA = a.asPeer().endpoint(TwoHosts.A + ":" + TwoHosts.EDGE_PORT);
    private final PeerSpec peerB = b.asPeer().endpoint(TwoHosts.B + ":" + TwoHosts.EDGE_PORT);

    @BeforeEach
    void start() {
        a.start(peerB);
        b.start(peerA);
    }

    @Test
    void pingAndTcp_passBothWays() {
        assertThat(a.ping(b, 100).lost()).isZero();
        assertThat(b.ping(a, 100).lost()).isZero();
        double gbps = Iperf3.measure(hosts.a(), hosts.b(), b.address(), 3).bitsPerSecond() / 1e9;
        System.out.printf("two edges, cold: %.2f Gbit/s%n", gbps);
        assertThat(gbps).isGreaterThan(0.01);
        assertThat(a.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
    }

    /** The TUN reader writes the error to its own device. */
    @Test
    void packetLargerThanTheMtu_isAnsweredByTheEdge_orDivided() {
        a.host().ip("link set culvert0 mtu 1500"); // by hand: the edge knows 1400
        assertThat(a.ping(b, 3).lost()).isZero();
        String refused = large(a, "do");
        assertThat(refused).contains("From 10.0.0.2").contains("mtu = 1400");
        // It counts what it has written, and the answer may be read first.
        Await.until("counted", PATIENCE, () -> a.count(CounterId.TOO_BIG_TOLD) == 1);
        a.host().ip("route flush cache");
        assertThat(large(a, "dont")).contains("1 received");
        Await.until("counted", PATIENCE, () -> a.count(CounterId.PACKETS_FRAGMENTED) == 1);
    }

    private static String large(EdgeProcess from, String fragments) {
        List<String> ping = List.of("ping", "-M", fragments, "-s", "1472", "-c", "1", "-W", "2", "10.0.0.2");
        return from.host().attempt(Duration.ofSeconds(10), ping).out();
    }

    /** The restarted side has something to say: its handshake replaces the old session at once. */
    @Test
    void killedAndStartedAgain_answersItsOwnTrafficAtOnce() {
        assertThat(a.ping(b, 3).lost()).isZero();
        b.kill();
        b.start(peerA);
        // The answer to the packet that confirms the new keys may still leave under the old ones.
        assertThat(b.ping(a, 10).lost()).isZero();
        assertThat(a.ping(b, 10).lost()).isZero();
    }

    /**
     * Only the other side speaks, under keys that the restarted one forgot: it starts anew after 15 s without an answer
     * (stock peers have no faster sign).
     */
    @Test
    void killedAndStartedAgain_isFoundByTheOtherSide() {
        assertThat(a.ping(b, 3).lost()).isZero();
        b.kill();
        b.start(peerA);
        PingReport report = a.host().ping(b.address(), 100, Duration.ofMillis(200), Duration.ofSeconds(2));
        System.out.printf("restarted peer found after %.1f s%n", report.lost() * 0.2);
        assertThat(report.lost() * 0.2).isLessThan(16.5);
    }
}
