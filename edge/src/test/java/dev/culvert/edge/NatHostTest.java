package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.config.HostPort;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.Timing;
import dev.culvert.edge.nat.NatDetector;
import dev.culvert.edge.nat.ServerKind;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.FakePorts;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the names of STUN servers are looked up. */
class NatHostTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final FakeDns dns = new FakeDns();
    private final FakePort port = new FakePort();
    private final StunClient client = new StunClient(new Random(1), new Counters<>(CounterId.class));
    private final NatDetector detector =
            new NatDetector(client, port, new FakePorts(), endpoint -> true, (report, news, atNs) -> {});
    private long nowNs = 1;
    private final NatHost host = new NatHost(detector, () -> nowNs, this::names);

    private StunNames names(StunNames.Client found) {
        List<StunNames.Server> servers =
                List.of(StunNames.Server.of(HostPort.parse("one.example:3478"), ServerKind.PUBLIC));
        return new StunNames(Runnable::run, servers, endpoint -> true, found, dns);
    }

    /** Look-ups meanwhile; each time the name stands for another address. */
    private int lookUps(long forNs) {
        int lookUps = 0;
        for (long end = nowNs + forNs; nowNs < end; nowNs += Timing.TICK_NS) {
            for (Runnable next = dns.lookUps.poll(); next != null; next = dns.lookUps.poll()) {
                lookUps++;
                dns.hosts.put("one.example", "192.0.2." + lookUps);
                next.run();
            }
            client.onTick(nowNs);
            detector.onTick(nowNs);
            host.onTick();
        }
        return lookUps;
    }

    @Test
    void namesAreLookedUp_atTheStart_afterAChange_andEach5MinutesWhileRelayed() {
        host.start();
        assertThat(lookUps(HOUR_NS)).isEqualTo(1);
        port.takeSent();
        assertThat(lookUps(HOUR_NS)).as("nobody is relayed").isZero();
        assertThat(port.takeSent()).isEmpty();
        detector.onNetworkChange(nowNs);
        assertThat(lookUps(HOUR_NS)).isEqualTo(1);
        detector.setRelaying(true);
        assertThat(lookUps(HOUR_NS)).isBetween(11, 13);
        assertThat(port.takeSent()).isNotEmpty();
        detector.setRelaying(false);
        lookUps(HOUR_NS);
        assertThat(lookUps(HOUR_NS)).isZero();
    }
}
