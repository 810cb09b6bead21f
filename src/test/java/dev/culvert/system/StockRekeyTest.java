package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.Node;
import dev.culvert.system.lab.PeerSpec;
import dev.culvert.system.lab.PingReport;
import dev.culvert.system.lab.StockWireGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Keys are replaced after 120 s while packets flow. All pairs wait for it at the same time.
 *
 * <pre>
 *  a1 edge  10.0.0.1 ──veth── stock 10.0.0.2 b1    a starts
 *  b2 stock 10.0.0.2 ──veth── edge  10.0.0.1 a2    b starts
 *  a3 edge  10.0.0.1 ──veth── stock 10.0.0.2 b3    a starts, preshared key
 *  a4 edge  10.0.0.1 ──veth── edge  10.0.0.2 b4    a starts
 * </pre>
 */
final class StockRekeyTest {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final int PINGS = 2500; // 125 s or more
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @AutoClose
    private final Lab lab = Lab.open();

    private record Pair(String name, Node starter, Node other, EdgeProcess ours) {
        PingReport pingAcrossRekey() {
            return starter.host().ping(other.address(), PINGS, INTERVAL, PATIENCE);
        }
    }

    @Test
    void rekeyAfter120Seconds_losesNoPing() {
        EdgeProcess a1 = edge("a1", "10.0.0.1/24");
        EdgeProcess a2 = edge("a2", "10.0.0.1/24");
        EdgeProcess a3 = edge("a3", "10.0.0.1/24");
        EdgeProcess a4 = edge("a4", "10.0.0.1/24");
        List<Pair> pairs = List.of(
                connect(new Pair("we start", a1, stock("b1"), a1), UnaryOperator.identity()),
                connect(new Pair("stock starts", stock("b2"), a2, a2), UnaryOperator.identity()),
                connect(new Pair("we start, preshared key", a3, stock("b3"), a3), withPresharedKey()),
                connect(new Pair("two of ours", a4, edge("b4", "10.0.0.2/24"), a4), UnaryOperator.identity()));

        List<PingReport> reports = Concurrently.all(pairs.stream()
                .<Supplier<PingReport>>map(pair -> pair::pingAcrossRekey)
                .toList());

        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            assertThat(reports.get(i).sent()).as(pair.name()).isEqualTo(PINGS);
            assertThat(reports.get(i).lost()).as(pair.name()).isZero();
            assertThat(pair.ours().count(CounterId.SESSIONS_MADE))
                    .as(pair.name())
                    .isEqualTo(2);
        }
    }

    private EdgeProcess edge(String host, String overlay) {
        return EdgeProcess.on(lab.host(host), overlay, 7777);
    }

    private StockWireGuard stock(String host) {
        return StockWireGuard.on(lab.host(host), "10.0.0.2/24", 51820);
    }

    private UnaryOperator<PeerSpec> withPresharedKey() {
        Path key = StockWireGuard.presharedKey(lab);
        return peer -> peer.presharedKey(key);
    }

    private Pair connect(Pair pair, UnaryOperator<PeerSpec> secured) {
        lab.link(pair.starter().host(), "192.0.2.1/24", pair.other().host(), "192.0.2.2/24");
        String endpoint = "192.0.2.2:" + pair.other().port();
        pair.other().start(secured.apply(pair.starter().asPeer()));
        pair.starter().start(secured.apply(pair.other().asPeer().endpoint(endpoint)));
        return pair;
    }
}
