package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Iperf3;
import dev.culvert.system.lab.Node;
import dev.culvert.system.lab.StockWireGuard;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A GiB each way between our edge and stock WireGuard; the network is {@link TwoHosts}. */
final class StockTransferTest {
    private static final long GIB = 1L << 30;
    /** What may still be on its way when the sender has sent all and the transfer ends. */
    private static final long IN_FLIGHT = 32 << 20;

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    @Test
    void oneGibEachWay_neverStalls() {
        EdgeProcess ours = hosts.edgeOnA();
        StockWireGuard stock = hosts.stockOnB();
        stock.start(ours.asPeer());
        ours.start(stock.asPeer().endpoint(TwoHosts.B + ":" + TwoHosts.STOCK_PORT));
        assertThat(ours.ping(stock, 3).lost()).isZero();

        transfer(ours, stock);
        transfer(stock, ours);
    }

    private static void transfer(Node from, Node to) {
        Host source = from.host();
        Iperf3 transfer = Iperf3.transfer(source, to.host(), to.address(), GIB + IN_FLIGHT, TIMEOUT);
        System.out.printf(
                "1 GiB from %s to %s: %.2f Gbit/s%n",
                from.getClass().getSimpleName(), to.getClass().getSimpleName(), transfer.bitsPerSecond() / 1e9);
        assertThat(transfer.bytes()).isGreaterThanOrEqualTo(GIB);
        assertThat(transfer.intervalBytes()).allMatch(bytes -> bytes > 0);
    }
}
