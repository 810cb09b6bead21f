package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Announcements as Linux 6.18 sent them, byte by byte; of links the first attribute only. */
class RouteMessagesTest {
    private static final String LINK_UP =
            "28000000100000000000000000000000000001000300000043100100000000000700030076610000";
    private static final String LINK_WITHOUT_CARRIER =
            "28000000100000000000000000000000000001000300000003100000000000000700030076610000";
    private static final String LINK_GONE =
            "28000000110000000000000000000000000001000300000002100000ffffffff0700030076610000";
    private static final String ADDRESS_IPV4 =
            "4c00000014000000aea6016bf1610000021880000300000008000100c000020708000200c00002070700030076610000"
                    + "080008008000000014000600ffffffffffffffff9213050092130500";
    private static final String ADDRESS_IPV4_GONE =
            "4c00000015000000b3a6016b77640000021880000300000008000100c000020708000200c00002070700030076610000"
                    + "080008008000000014000600ffffffffffffffff9213050092130500";
    private static final String ADDRESS_TENTATIVE =
            "480000001400000000000000000000000a40c000030000001400010020010db800000000000000000000000714000600"
                    + "ffffffffffffffffa8130500a813050008000800c0000000";
    private static final String ADDRESS_READY =
            "480000001400000000000000000000000a408000030000001400010020010db800000000000000000000000714000600"
                    + "ffffffffffffffffa8130500a81305000800080080000000";
    private static final String ADDRESS_DEPRECATED =
            "480000001400000000000000000000000a402000030000001400010020010db800000000000000000000000714000600"
                    + "0000000064000000a81305003c1505000800080020000000";
    private static final String ADDRESS_LINK_LOCAL =
            "500000001400000000000000000000000a4080fd0300000014000100fe80000000000000a4f2e9fffe6f4ac314000600"
                    + "ffffffffffffffff7a1305007a130500080008008000000005000b0003000000";
    private static final String ROUTE_OF_ADDRESS =
            "3c00000018000006000000000000000002200000ff02fe020000000008000f00ff00000008000100c000020708000700"
                    + "c00002070800040003000000";
    private static final String ROUTE_CONNECTED =
            "3c00000018000006000000000000000002180000fe02fd010000000008000f00fe00000008000100c000020008000700"
                    + "c00002070800040003000000";
    private static final String ROUTE_BROADCAST =
            "3c00000018000006000000000000000002200000ff02fd030000000008000f00ff00000008000100c00002ff08000700"
                    + "c00002070800040003000000";
    private static final String ROUTE_DEFAULT =
            "3c00000018000006b1a6016b5264000002000000fe0300010000000008000f00fe000000080006006400000008000500"
                    + "c00002010800040003000000";
    private static final String ROUTE_DEFAULT_GONE =
            "3c00000019000000b2a6016b5c64000002000000fe0300010000000008000f00fe000000080006006400000008000500"
                    + "c00002010800040003000000";
    private static final String ROUTE_DEFAULT_IPV6 =
            "7400000018000006b2a6016b5a6400000a000000fe0300010000000008000f00fe000000080006000004000014000500"
                    + "20010db8000000000000000000000001080004000300000024000c000000000000000000000000000000000000000000"
                    + "0000000000000000000000000500140000000000";
    private static final String ROUTE_TWO_HOPS =
            "4800000018000006b2a6016b6064000002000000fe0300010000000008000f00fe000000240009001000000003000000"
                    + "08000500c0000201100000000300000008000500c0000202";
    private static final String ROUTE_BIRD =
            "3c00000018000006b2a6016b5664000002080000fe0c00010000000008000f00fe000000080001000a00000008000500"
                    + "c00002010800040003000000";

    private static final List<String> ALL = List.of(
            LINK_UP,
            LINK_WITHOUT_CARRIER,
            LINK_GONE,
            ADDRESS_IPV4,
            ADDRESS_IPV4_GONE,
            ADDRESS_TENTATIVE,
            ROUTE_DEFAULT,
            ROUTE_DEFAULT_IPV6,
            ROUTE_TWO_HOPS,
            ROUTE_BIRD);

    @Test
    void links() {
        assertThat(event(LINK_UP)).contains(new RouteEvent.LinkChanged(new HostLink(3, "va", true, false)));
        assertThat(event(LINK_WITHOUT_CARRIER))
                .contains(new RouteEvent.LinkChanged(new HostLink(3, "va", false, false)));
        assertThat(event(LINK_GONE)).contains(new RouteEvent.LinkRemoved(new HostLink(3, "va", false, false)));
    }

    @Test
    void addresses() {
        HostAddress ipv4 = new HostAddress(Prefix.parse("192.0.2.7/24"), 3, 0, 0x80);
        assertThat(event(ADDRESS_IPV4)).contains(new RouteEvent.AddressChanged(ipv4));
        assertThat(event(ADDRESS_IPV4_GONE)).contains(new RouteEvent.AddressRemoved(ipv4));
        assertThat(ipv4.isUsable()).isTrue();
        assertThat(address(ADDRESS_TENTATIVE).prefix()).isEqualTo(Prefix.parse("2001:db8::7/64"));
        assertThat(address(ADDRESS_TENTATIVE).isUsable()).as("tentative").isFalse();
        assertThat(address(ADDRESS_READY).isUsable()).as("ready").isTrue();
        assertThat(address(ADDRESS_DEPRECATED).isUsable()).as("deprecated").isFalse();
        assertThat(address(ADDRESS_LINK_LOCAL).isUsable()).as("link-local").isFalse();
    }

    @Test
    void routes_toOtherHosts() {
        assertThat(event(ROUTE_DEFAULT)).contains(new RouteEvent.RouteChanged(route("0.0.0.0/0", "192.0.2.1", 100, 3)));
        assertThat(event(ROUTE_DEFAULT_GONE))
                .contains(new RouteEvent.RouteRemoved(route("0.0.0.0/0", "192.0.2.1", 100, 3)));
        assertThat(event(ROUTE_DEFAULT_IPV6))
                .contains(new RouteEvent.RouteChanged(route("::/0", "2001:db8::1", 1_024, 3)));
        assertThat(event(ROUTE_TWO_HOPS)).contains(new RouteEvent.RouteChanged(route("0.0.0.0/0", "192.0.2.1", 0, 3)));
        assertThat(event(ROUTE_BIRD)).contains(new RouteEvent.RouteChanged(route("10.0.0.0/8", "192.0.2.1", 0, 12)));
        assertThat(event(ROUTE_CONNECTED)).contains(new RouteEvent.RouteChanged(route("192.0.2.0/24", null, 0, 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {ROUTE_OF_ADDRESS, ROUTE_BROADCAST})
    void routes_ofTheHostItself_areOfNoInterest(String hex) {
        assertThat(event(hex)).isEmpty();
    }

    @Test
    void whatIsCutOff_isNothing() {
        for (String whole : ALL) {
            byte[] body = HexFormat.of().parseHex(whole.substring(2 * NetlinkReply.HEADER_LENGTH));
            int type = Integer.parseInt(whole.substring(8, 10), 16);
            for (int length = 0; length < 8; length++) {
                assertThat(event(type, Arrays.copyOf(body, length))).as(whole).isEmpty();
            }
        }
    }

    @Test
    void event_neverThrows() {
        Random random = new Random(5);
        for (int i = 0; i < 200_000; i++) {
            byte[] message = HexFormat.of().parseHex(ALL.get(random.nextInt(ALL.size())));
            byte[] mutated = Arrays.copyOf(message, random.nextInt(message.length + 8));
            for (int changes = random.nextInt(6); changes > 0 && mutated.length > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            for (NetlinkReply reply : NetlinkReply.parse(mutated)) {
                if (reply instanceof NetlinkReply.Data data) {
                    assertThat(RouteMessages.event(data)).isNotNull();
                }
            }
        }
    }

    @Test
    void gateway_isThatOfTheLowestMetric() {
        HostNetwork network = new HostNetwork(
                List.of(),
                List.of(),
                List.of(
                        route("0.0.0.0/0", "192.0.2.1", -1, 3),
                        route("0.0.0.0/0", null, 5, 3),
                        route("0.0.0.0/0", "192.0.2.2", 20, 3),
                        route("::/0", "2001:db8::1", 10, 3)));
        assertThat(network.gateway(false)).contains(InetAddress.ofLiteral("192.0.2.2"));
        assertThat(network.gateway(true)).contains(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(new HostNetwork(List.of(), List.of(), List.of()).gateway(true))
                .isEmpty();
    }

    private static HostRoute route(String destination, @Nullable String gateway, int metric, int protocol) {
        return new HostRoute(
                Prefix.parse(destination),
                gateway == null ? null : InetAddress.ofLiteral(gateway),
                3,
                metric,
                HostRoute.MAIN,
                protocol);
    }

    private static HostAddress address(String hex) {
        return event(hex)
                .map(event -> ((RouteEvent.AddressChanged) event).address())
                .orElseThrow();
    }

    private static Optional<RouteEvent> event(String hex) {
        NetlinkReply.Data data = (NetlinkReply.Data)
                NetlinkReply.parse(HexFormat.of().parseHex(hex)).getFirst();
        return RouteMessages.event(data);
    }

    private static Optional<RouteEvent> event(int type, byte[] body) {
        NetlinkReply.Data inside = NetlinkReply.Data.ofBody(body);
        return RouteMessages.event(new NetlinkReply.Data(0, type, inside.body()));
    }
}
