package dev.culvert.edge.punch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.UdpPort;
import dev.culvert.edge.nat.StunClient;
import dev.culvert.edge.nat.StunOptions;
import dev.culvert.edge.testkit.FakePort;
import dev.culvert.edge.testkit.FakePorts;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the ports of a peer are closed, and what goes with them. */
class ExtraPortsTest {
    private static final Endpoint SERVER = new Endpoint(IpAddress.parse("198.51.100.1"), 3_478);

    private final FakePorts ports = new FakePorts();
    private final Set<UdpPort> used = new HashSet<>();
    private final StunClient stun = new StunClient(new Random(1), new Counters<>(CounterId.class));
    private final ExtraPorts extra = new ExtraPorts(ports, used::contains, stun::forget);

    private UdpPort openAndAsk() {
        UdpPort port = extra.open();
        assertThat(port).isNotNull();
        stun.request(port, SERVER, StunOptions.USUAL, answer -> {}, 1);
        ((FakePort) port).takeSent();
        return port;
    }

    private int sentLater(UdpPort port) {
        stun.onTick(TimeUnit.MILLISECONDS.toNanos(300));
        return ((FakePort) port).takeSent().size();
    }

    @Test
    void questionOfAClosedPort_isNotRepeated() {
        UdpPort port = openAndAsk();
        extra.endRound();
        assertThat(ports.open).isEmpty();
        assertThat(sentLater(port)).isZero();
        assertThat(stun.isBusy()).isFalse();
    }

    @Test
    void questionOfAPortThatAPathUses_isRepeated_untilItIsUnused() {
        UdpPort port = openAndAsk();
        used.add(port);
        extra.endRound();
        assertThat(sentLater(port)).isPositive();
        used.clear();
        extra.onUnused(port);
        assertThat(ports.open).isEmpty();
        assertThat(stun.isBusy()).isFalse();
    }
}
