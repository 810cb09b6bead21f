package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.edge.network.Gateway;
import dev.culvert.edge.network.LocalAddress;
import dev.culvert.edge.network.LocalNetwork;
import dev.culvert.tun.HostAddress;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.HostRoute;
import dev.culvert.tun.Prefix;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
    void gateway_isThatOfTheLowestMetric_notBehindTheOwnDevice() {
        LocalNetwork network = LocalAddresses.of(
                new HostNetwork(
                        LINKS,
                        List.of(
                                address(3, "192.168.7.2/24", 0, 0),
                                address(3, "192.168.1.2/24", 0, 0),
                                address(3, "fd00::2/64", 0, 0)),
                        List.of(
                                route("0.0.0.0/0", "10.0.0.2", TUN, 1),
                                route("0.0.0.0/0", null, 5, 2),
                                route("0.0.0.0/0", "192.168.1.1", 3, 100),
                                route("::/0", "fe80::1", 5, 1_024))),
                TUN);
        assertThat(network.gateway())
                .contains(new Gateway(IpAddress.parse("192.168.1.1"), IpAddress.parse("192.168.1.2")));
    }

    @Test
    void hostWithoutNetwork_hasNothing() {
        assertThat(LocalAddresses.of(new HostNetwork(List.of(), List.of(), List.of()), TUN))
                .isEqualTo(new LocalNetwork(List.of(), Optional.empty()));
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
