package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The lab's own check, stock against stock.
 *
 * <pre>
 *  a 192.0.2.1 ──veth── b 192.0.2.2
 *    10.0.0.1  ~tunnel~   10.0.0.2
 * </pre>
 */
final class StockWireGuardTest {
    @Test
    void twoStockDevices_pingAndTransferThroughTheTunnel() {
        try (Lab lab = Lab.open()) {
            Host a = lab.host("a");
            Host b = lab.host("b");
            lab.link(a, "192.0.2.1/24", b, "192.0.2.2/24");
            StockWireGuard left = StockWireGuard.on(a, "10.0.0.1/24", 51820);
            StockWireGuard right = StockWireGuard.on(b, "10.0.0.2/24", 51821);
            Path psk = StockWireGuard.presharedKey(lab);
            right.start(left.asPeer().presharedKey(psk));
            left.start(right.asPeer().endpoint("192.0.2.2:51821").presharedKey(psk));

            assertThat(left.ping(right, 10).lost()).isZero();
            Iperf3 transfer = Iperf3.measure(a, b, "10.0.0.2", 1);
            assertThat(transfer.bytes()).isPositive();

            WgDump.Peer seen = right.dump().peer(left.publicKey());
            assertThat(seen.endpoint()).contains("192.0.2.1:51820");
            assertThat(seen.latestHandshake()).isPresent();
            assertThat(seen.rxBytes()).isGreaterThan(transfer.bytes());
            left.stop();
            assertThat(a.exec("ip", "link").out()).doesNotContain(left.device());
        }
    }
}
