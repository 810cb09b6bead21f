package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.CounterId;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.StockWireGuard;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One end changes its address or port while the session lives; the other follows the first authentic packet. The
 * network is {@link TwoHosts}.
 */
final class StockRoamingTest {
    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    private final EdgeProcess ours = hosts.edgeOnA();
    private final StockWireGuard stock = hosts.stockOnB();

    @BeforeEach
    void connect() {
        stock.start(ours.asPeer());
        ours.start(stock.asPeer().endpoint(TwoHosts.B + ":" + TwoHosts.STOCK_PORT));
        assertThat(ours.ping(stock, 3).lost()).isZero();
    }

    private void assertFollowedTo(String endpoint) {
        // Our first reply may already be on its way to the old place.
        assertThat(stock.ping(ours, 10).lost()).isZero();
        assertThat(ours.ping(stock, 10).lost()).isZero();
        assertThat(ours.status().peers().getFirst().endpoint().orElseThrow()).hasToString(endpoint);
        assertThat(ours.count(CounterId.ENDPOINT_MOVES)).isEqualTo(1);
        assertThat(ours.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
    }

    @Test
    void stockMovesToAnotherAddress_weFollow() {
        hosts.b().ip("addr del 192.0.2.2/24 dev " + hosts.link().bInterface());
        hosts.b().address(hosts.link().bInterface(), "192.0.2.22/24");
        // It would go on using the old source address, for which Linux has an error that it does not expect.
        stock.set("peer", ours.publicKey(), "endpoint", TwoHosts.A_ENDPOINT);
        assertFollowedTo("192.0.2.22:" + TwoHosts.STOCK_PORT);
    }

    @Test
    void stockMovesToAnotherPort_weFollow() {
        stock.set("listen-port", "51999");
        assertFollowedTo(TwoHosts.B + ":51999");
    }

    @Test
    void stockMovesToIpv6_weFollow() {
        hosts.b().ip("addr del 192.0.2.2/24 dev " + hosts.link().bInterface());
        stock.set("peer", ours.publicKey(), "endpoint", "[2001:db8::1]:" + TwoHosts.EDGE_PORT);
        assertFollowedTo("[2001:db8::2]:" + TwoHosts.STOCK_PORT);
    }

    @Test
    void weMoveToAnotherAddress_stockFollows() {
        hosts.a().ip("addr del 192.0.2.1/24 dev " + hosts.link().aInterface());
        hosts.a().address(hosts.link().aInterface(), "192.0.2.11/24");
        assertThat(ours.ping(stock, 10).lost()).isZero();
        assertThat(stock.dump().peer(ours.publicKey()).endpoint()).contains("192.0.2.11:" + TwoHosts.EDGE_PORT);
        assertThat(stock.ping(ours, 10).lost()).isZero();
        assertThat(ours.count(CounterId.SESSIONS_MADE)).isEqualTo(1);
    }
}
