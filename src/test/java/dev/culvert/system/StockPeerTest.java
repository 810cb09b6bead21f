package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.status.PeerState;
import dev.culvert.edge.status.PeerStatus;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.PeerSpec;
import dev.culvert.system.lab.StockWireGuard;
import dev.culvert.system.lab.WgDump;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our edge and stock WireGuard, in every role; the network is {@link TwoHosts}. The responder does not know where the
 * initiator is.
 */
final class StockPeerTest {
    @AutoClose
    private final TwoHosts hosts = TwoHosts.cabled();

    record Roles(boolean weInitiate, boolean presharedKey, boolean ipv6) {
        String endpoint() {
            String host = weInitiate ? "2" : "1";
            int port = weInitiate ? TwoHosts.STOCK_PORT : TwoHosts.EDGE_PORT;
            return (ipv6 ? "[2001:db8::" + host + "]:" : "192.0.2." + host + ":") + port;
        }

        @Override
        public String toString() {
            return (weInitiate ? "weInitiate" : "weRespond")
                    + (presharedKey ? "_withPsk" : "_withoutPsk")
                    + (ipv6 ? "_overIpv6" : "_overIpv4");
        }
    }

    static Stream<Roles> roles() {
        return Stream.of(true, false)
                .flatMap(initiate -> Stream.of(true, false)
                        .flatMap(psk -> Stream.of(true, false).map(ipv6 -> new Roles(initiate, psk, ipv6))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("roles")
    void everyPingIsAnsweredBothWays(Roles roles) {
        EdgeProcess ours = hosts.edgeOnA();
        StockWireGuard stock = hosts.stockOnB();
        Path psk = StockWireGuard.presharedKey(hosts.lab());
        UnaryOperator<PeerSpec> secured = peer -> roles.presharedKey ? peer.presharedKey(psk) : peer;
        UnaryOperator<PeerSpec> located = peer -> peer.endpoint(roles.endpoint());
        PeerSpec asStock = secured.apply(stock.asPeer());
        PeerSpec asOurs = secured.apply(ours.asPeer());

        stock.start(roles.weInitiate ? asOurs : located.apply(asOurs));
        ours.start(roles.weInitiate ? located.apply(asStock) : asStock);

        assertThat((roles.weInitiate ? ours.ping(stock, 10) : stock.ping(ours, 10)).lost())
                .as(() -> ours.status() + "\n" + stock.log())
                .isZero();
        assertThat((roles.weInitiate ? stock.ping(ours, 10) : ours.ping(stock, 10)).lost())
                .as(() -> ours.status() + "\n" + stock.log())
                .isZero();
        WgDump.Peer seen = stock.dump().peer(ours.publicKey());
        assertThat(seen.latestHandshake()).isPresent();
        assertThat(seen.endpoint()).contains(roles.ipv6 ? "[2001:db8::1]:" + TwoHosts.EDGE_PORT : TwoHosts.A_ENDPOINT);
        PeerStatus peer = ours.status().peers().getFirst();
        assertThat(peer.state()).isEqualTo(PeerState.UP);
        assertThat(peer.receivedBytes()).isEqualTo(seen.txBytes());
        assertThat(peer.sentBytes()).isEqualTo(seen.rxBytes());
    }
}
