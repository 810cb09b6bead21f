package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Flood;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.PingReport;
import dev.culvert.system.lab.StockWireGuard;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * One end is flooded with initiations and demands a cookie from the other, which connects all the same: at its second
 * try, 5 s later. The network is {@link TwoHosts} and a third host.
 *
 * <pre>
 *  flooder 198.51.100.2 ──veth── victim (a or b)
 * </pre>
 */
final class StockCookieTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    private final Host flooder = hosts.lab().host("flooder");
    private final EdgeProcess ours = hosts.edgeOnA();
    private final StockWireGuard stock = hosts.stockOnB();

    private Flood flood(Host victim, String publicKey, int port) {
        hosts.lab().link(flooder, "198.51.100.2/24", victim, "198.51.100.1/24");
        return Flood.start(flooder, publicKey, "198.51.100.1", port);
    }

    @Test
    void stockUnderLoad_weConnectWithItsCookie() throws IOException {
        stock.start(ours.asPeer());
        ours.start(stock.asPeer().endpoint(TwoHosts.B + ":" + TwoHosts.STOCK_PORT));
        try (Flood flood = flood(hosts.b(), stock.publicKey(), stock.port())) {
            String demand = "Sending cookie response for denied handshake message for ";
            Await.until("stock is under load", PATIENCE, () -> stock.log().contains(demand + "198.51.100.2"));
            PingReport report = hosts.a().ping("10.0.0.2", 1, Duration.ofSeconds(1), PATIENCE);
            assertThat(report.lost()).isZero();
            assertThat(stock.log()).contains(demand + TwoHosts.A_ENDPOINT);
            System.out.printf("stock under load (%d initiations): %s ms to connect%n", flood.sent(), report.rttsMs());
        }
    }

    @Test
    void weAreUnderLoad_stockConnectsWithOurCookie() throws IOException {
        ours.start(stock.asPeer());
        stock.start(ours.asPeer().endpoint(TwoHosts.A_ENDPOINT));
        try (Flood flood = flood(hosts.a(), ours.publicKey(), ours.port())) {
            Await.until("we are under load", PATIENCE, () -> ours.count(CounterId.COOKIE_DEMANDED) > 0);
            PingReport report = hosts.b().ping("10.0.0.1", 1, Duration.ofSeconds(1), PATIENCE);
            assertThat(report.lost()).isZero();
            assertThat(stock.log()).contains("Receiving cookie response from " + TwoHosts.A_ENDPOINT);
            System.out.printf("we under load (%d initiations): %s ms to connect%n", flood.sent(), report.rttsMs());
        }
    }
}
