package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.LocalAddress;
import dev.culvert.edge.network.LocalAddress.Reach;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.tun.HostAddress;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.HostRoute;
import dev.culvert.tun.Prefix;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a host's addresses are told to others. */
class LocalAddressesTest {
    private static final int TUN = 4;

    private static final List<HostLink> LINKS = List.of(
            new HostLink(1, "lo", true, true),
            new HostLink(2, "docker0", false, false),
            new HostLink(3, "eth0", true, false),
            new HostLink(TUN, "culvert0", true, false),
            new HostLink(5, "eth1", true, false));

    @Test
    void usableAddressesOfLinksThatAreUp_inTheOrderOfTheDefaultRoutes() {
        LocalNetwork network = LocalAddresses.of(
                new HostNetwork(
                        LINKS,
                        List.of(
                                address(1, "127.0.0.1/8", 254, 0),
                                address(1, "10.7.7.7/32", 0, 0),
                                address(2, "172.17.0.1/16", 0, 0),
                                address(3, "192.168.1.2/24", 0, 0),
                                address(3, "fe80::2/64", 253, 0),
                                address(3, "2001:db8::2/64", 0, 0x20),
                                address(3, "2001:db8::3/64", 0, 0x40),
                                address(TUN, "10.0.0.1/24", 0, 0),
                                address(5, "fd00::2/64", 0, 0),
                                address(5, "198.51.100.2/24", 0, 0)),
                        List.of(route("0.0.0.0/0", "198.51.100.1", 5, 50), route("0.0.0.0/0", "192.168.1.1", 3, 100))),
                TUN);
        assertThat(network.addresses())
                .containsExactly(local("fd00::2", "eth1"), local("198.51.100.2", "eth1"), local("192.168.1.2", "eth0"));
    }

    @Test
    void gateways_areThoseOfTheLowestMetric_notBehindTheOwnDevice() {
        LocalNetwork network = LocalAddresses.of(
                new HostNetwork(
                        LINKS,
                        List.of(),
                        List.of(
                                route("0.0.0.0/0", "10.0.0.2", TUN, 1),
                                route("0.0.0.0/0", null, 5, 2),
                                route("0.0.0.0/0", "192.168.1.1", 3, 100),
                                route("::/0", "fe80::1", 5, 1_024))),
                TUN);
        assertThat(network.gateway()).contains(new LocalNetwork.Gateway(IpAddress.parse("192.168.1.1"), 3));
        assertThat(network.gatewayIpv6()).contains(new LocalNetwork.Gateway(IpAddress.parse("fe80::1"), 5));
    }

    @Test
    void hostWithoutNetwork_hasNothing() {
        assertThat(LocalAddresses.of(new HostNetwork(List.of(), List.of(), List.of()), TUN))
                .isEqualTo(LocalNetwork.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,PRIVATE",
        "172.31.0.1,PRIVATE",
        "172.32.0.1,GLOBAL",
        "192.168.1.1,PRIVATE",
        "100.64.0.1,SHARED",
        "100.127.255.255,SHARED",
        "100.128.0.1,GLOBAL",
        "198.51.100.7,GLOBAL",
        "fd00::1,UNIQUE_LOCAL",
        "fc00::1,UNIQUE_LOCAL",
        "2001:db8::1,GLOBAL"
    })
    void reach(String address, Reach reach) {
        assertThat(local(address, "eth0").reach()).isEqualTo(reach);
        assertThat(LocalAddress.isCandidate(IpAddress.parse(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "169.254.1.1",
                "224.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "ff02::1"
            })
    void noCandidate(String address) {
        assertThat(LocalAddress.isCandidate(IpAddress.parse(address))).isFalse();
    }

    private static LocalAddress local(String address, String device) {
        return new LocalAddress(IpAddress.parse(address), device);
    }

    private static HostAddress address(int index, String prefix, int scope, int flags) {
        return new HostAddress(Prefix.parse(prefix), index, scope, flags);
    }

    private static HostRoute route(String destination, @Nullable String gateway, int index, int metric) {
        return new HostRoute(
                Prefix.parse(destination),
                gateway == null ? null : InetAddress.ofLiteral(gateway),
                index,
                metric,
                254,
                3);
    }
}
