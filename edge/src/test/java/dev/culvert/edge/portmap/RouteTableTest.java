package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of /proc/net/route. */
class RouteTableTest {
    private static final String HEAD =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
                    + "                                                       \n";

    private static String route(
            String name, String destination, String gateway, String flags, int metric, String mask) {
        return String.join("\t", name, destination, gateway, flags, "0", "0", "" + metric, mask, "0", "0", "0")
                + "   \n";
    }

    @Test
    void theDefaultRouteWithTheLowestMetric() {
        String connected = route("eth0", "0001A8C0", "00000000", "0001", 0, "00FFFFFF");
        assertThat(RouteTable.defaultRouter(HEAD
                        + route("wlan0", "00000000", "FE01A8C0", "0003", 600, "00000000")
                        + route("eth0", "00000000", "0101A8C0", "0003", 100, "00000000")
                        + connected))
                .contains(IpAddress.parse("192.168.1.1"));
        assertThat(RouteTable.defaultRouter(HEAD + connected)).isEmpty();
    }

    @Test
    void routesThatLeadToNoRouter() {
        assertThat(RouteTable.defaultRouter(route("ppp0", "00000000", "00000000", "0001", 0, "00000000")))
                .isEmpty();
        assertThat(RouteTable.defaultRouter(route("eth0", "00000000", "0101A8C0", "0002", 0, "00000000")))
                .as("down")
                .isEmpty();
        assertThat(RouteTable.defaultRouter(route("*", "00000000", "0101A8C0", "0203", 0, "00000000")))
                .as("unreachable")
                .isEmpty();
        assertThat(RouteTable.defaultRouter(route("eth0", "00000000", "0101A8C0", "0003", 0, "00000080")))
                .as("half of the internet")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "eth0",
                "eth0 0 0 0 0 0 0 0 0",
                "eth0 00000000 X 0003 0 0 0 00000000",
                "eth0 00000000 0101A8C0 0003 0 0 many 00000000",
                "eth0 00000000 111111111 0003 0 0 0 00000000"
            })
    void whatIsMalformed(String table) {
        assertThat(RouteTable.defaultRouter(table)).isEmpty();
    }
}
