package dev.culvert.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.tun.HostAddress;
import dev.culvert.tun.HostLink;
import dev.culvert.tun.HostNetwork;
import dev.culvert.tun.HostRoute;
import dev.culvert.tun.Prefix;
import dev.culvert.tun.RouteEvent;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which announcements are changes. */
class NetworkChangesTest {
    private static final int ETH0 = 2;
    private static final int VETH = 3;
    private static final int OWN = 9;
    private static final int STATIC = 4;
    private static final int DHCP = 16;
    private static final int BIRD = 12;

    private final NetworkChanges changes = new NetworkChanges(
            OWN,
            new HostNetwork(
                    List.of(
                            new HostLink(1, "lo", true, true),
                            new HostLink(ETH0, "eth0", true, false),
                            new HostLink(OWN, "culvert0", true, false)),
                    List.of(address(1, "127.0.0.1/8"), address(ETH0, "192.0.2.7/24"), address(OWN, "10.0.0.1/24")),
                    List.of(route("0.0.0.0/0", "192.0.2.1", ETH0, DHCP))));

    @Test
    void address_addedAndRemoved() {
        assertThat(changed(address(ETH0, "192.0.2.8/24"))).contains("address 192.0.2.8 added on eth0");
        assertThat(changed(address(ETH0, "192.0.2.8/24"))).as("announced again").isEmpty();
        assertThat(removed(address(ETH0, "192.0.2.8/24"))).contains("address 192.0.2.8 gone from eth0");
        assertThat(removed(address(ETH0, "192.0.2.8/24"))).isEmpty();
        assertThat(removed(address(ETH0, "192.0.2.7/24")))
                .as("there from the start")
                .isPresent();
    }

    @Test
    void address_countsFromWhenItIsUsable_untilItIsDeprecated() {
        Prefix prefix = Prefix.parse("2001:db8::7/64");
        assertThat(changed(new HostAddress(prefix, ETH0, 0, 0xC0)))
                .as("tentative")
                .isEmpty();
        assertThat(changed(new HostAddress(prefix, ETH0, 0, 0x80))).contains("address 2001:db8::7 added on eth0");
        assertThat(changed(new HostAddress(prefix, ETH0, 0, 0x80)))
                .as("a router's advertisement")
                .isEmpty();
        assertThat(changed(new HostAddress(prefix, ETH0, 0, 0xA0))).contains("address 2001:db8::7 gone from eth0");
        assertThat(removed(new HostAddress(prefix, ETH0, 0, 0xA0)))
                .as("told already")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.1.1/16", "fe80::7/64", "127.0.0.2/8", "::1/128"})
    void addressOfOneLinkOrOneHost_isOfNoInterest(String prefix) {
        assertThat(changed(address(ETH0, prefix))).isEmpty();
        assertThat(removed(address(ETH0, prefix))).isEmpty();
    }

    @Test
    void ownDevice_isOfNoInterest() {
        assertThat(changed(address(OWN, "10.0.0.2/24"))).isEmpty();
        assertThat(removed(address(OWN, "10.0.0.1/24"))).isEmpty();
        assertThat(linked(OWN, "culvert0", false)).isEmpty();
        assertThat(routed(route("10.9.0.0/16", null, OWN, STATIC))).isEmpty();
    }

    @Test
    void link_downAndUp_onceEach() {
        assertThat(linked(ETH0, "eth0", true)).as("a scan for networks").isEmpty();
        assertThat(linked(ETH0, "eth0", false)).contains("link eth0 down");
        assertThat(linked(ETH0, "eth0", false)).isEmpty();
        assertThat(linked(ETH0, "eth0", true)).contains("link eth0 up");
    }

    @Test
    void linkWithoutAddresses_isOfNoInterest_untilItHasOne() {
        assertThat(linked(VETH, "veth7", true)).isEmpty();
        assertThat(changed(address(VETH, "172.17.0.1/16"))).contains("address 172.17.0.1 added on veth7");
        assertThat(linked(VETH, "veth7", false)).contains("link veth7 down");
        assertThat(changes.onEvent(new RouteEvent.LinkRemoved(new HostLink(VETH, "veth7", false, false))))
                .contains("link veth7 gone");
    }

    @Test
    void defaultRoute_addedChangedAndRemoved() {
        HostRoute known = route("0.0.0.0/0", "192.0.2.1", ETH0, DHCP);
        assertThat(routed(known)).as("announced again").isEmpty();
        assertThat(routed(route("0.0.0.0/0", "192.0.2.2", ETH0, DHCP))).contains("default route by eth0 changed");
        assertThat(routed(known)).as("and back").contains("default route by eth0 changed");
        assertThat(unrouted(known)).contains("default route by eth0 gone");
        assertThat(routed(known)).contains("default route by eth0 added");
        assertThat(routed(route("::/0", "2001:db8::1", ETH0, BIRD))).isPresent();
    }

    @Test
    void routesOfTheKernelAndOfRoutingPrograms_areOfNoInterest_othersAre() {
        assertThat(routed(route("192.0.2.0/24", null, ETH0, 2))).isEmpty();
        assertThat(routed(route("198.51.100.0/24", "192.0.2.1", ETH0, BIRD))).isEmpty();
        assertThat(unrouted(route("198.51.100.0/24", "192.0.2.1", ETH0, BIRD))).isEmpty();
        assertThat(routed(route("128.0.0.0/1", "192.0.2.1", ETH0, STATIC)))
                .contains("route to 128.0.0.0/1 by eth0 added");
    }

    @Test
    void routesThatWentWithTheirLink_areChangesWhenTheyComeBack() {
        linked(ETH0, "eth0", false);
        linked(ETH0, "eth0", true);
        assertThat(routed(route("0.0.0.0/0", "192.0.2.1", ETH0, DHCP))).contains("default route by eth0 added");
    }

    @Test
    void lostAnnouncements_areAChange_andWhatWasRememberedIsReplaced() {
        assertThat(changes.onEvent(new RouteEvent.EventsLost())).isPresent();
        changes.reset(new HostNetwork(
                List.of(new HostLink(ETH0, "eth0", true, false)), List.of(address(ETH0, "192.0.2.8/24")), List.of()));
        assertThat(changed(address(ETH0, "192.0.2.8/24"))).isEmpty();
        assertThat(changed(address(ETH0, "192.0.2.7/24"))).isPresent();
    }

    @Test
    void aMillionRoutes_areNotAllRemembered() {
        for (int i = 0; i < 1 << 20; i += 16) {
            HostRoute route = new HostRoute(
                    Prefix.parse("10." + (i >>> 16 & 255) + "." + (i >>> 8 & 255) + "." + (i & 255) + "/32"),
                    null,
                    ETH0,
                    0,
                    254,
                    STATIC);
            assertThat(routed(route)).isPresent();
        }
    }

    private Optional<String> changed(HostAddress address) {
        return changes.onEvent(new RouteEvent.AddressChanged(address));
    }

    private Optional<String> removed(HostAddress address) {
        return changes.onEvent(new RouteEvent.AddressRemoved(address));
    }

    private Optional<String> linked(int index, String name, boolean up) {
        return changes.onEvent(new RouteEvent.LinkChanged(new HostLink(index, name, up, false)));
    }

    private Optional<String> routed(HostRoute route) {
        return changes.onEvent(new RouteEvent.RouteChanged(route));
    }

    private Optional<String> unrouted(HostRoute route) {
        return changes.onEvent(new RouteEvent.RouteRemoved(route));
    }

    private static HostAddress address(int index, String prefix) {
        return new HostAddress(Prefix.parse(prefix), index, prefix.startsWith("fe80") ? 253 : 0, 0x80);
    }

    private static HostRoute route(String destination, @Nullable String gateway, int index, int protocol) {
        return new HostRoute(
                Prefix.parse(destination),
                gateway == null ? null : InetAddress.ofLiteral(gateway),
                index,
                100,
                254,
                protocol);
    }
}
