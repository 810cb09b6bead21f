package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.StockWireGuard;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A peer that speaks, inside the tunnel, for an address that is not its own; the network is {@link TwoHosts}. */
final class StockInnerSourceTest {
    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    @Test
    void packetFromAnAddressThatIsNotThePeers_isDroppedAndCounted() {
        EdgeProcess ours = hosts.edgeOnA();
        StockWireGuard stock = hosts.stockOnB();
        ours.start(stock.asPeer());
        stock.start(ours.asPeer().endpoint(TwoHosts.A_ENDPOINT));
        assertThat(stock.ping(ours, 1).lost()).isZero();

        hosts.b().address(stock.device(), "10.0.0.99/24");
        hosts.b()
                .attempt(
                        Duration.ofSeconds(20),
                        List.of("ping", "-c", "5", "-i", "0.01", "-W", "1", "-I", "10.0.0.99", ours.address()));

        assertThat(ours.count(CounterId.DROP_INNER_SOURCE)).isEqualTo(5);
        assertThat(ours.dropped()).isEqualTo(5);
        assertThat(stock.ping(ours, 1).lost()).isZero();
    }
}
