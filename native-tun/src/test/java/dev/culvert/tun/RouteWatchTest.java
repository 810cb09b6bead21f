package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real kernel's announcements, in a network namespace of the test's own. */
@ExtendWith(FreshNamespace.class)
@Timeout(60)
class RouteWatchTest {
    private static final int STORM = 10_000;

    @Test
    void addresses_areAnnounced_addedAndRemoved() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-w0"));
                RouteWatch watch = RouteWatch.open()) {
            Prefix address = Prefix.parse("192.0.2.7/24");
            TestLink.change(LinkMessages.address(device.index(), address));
            until(
                    watch,
                    event -> event instanceof RouteEvent.AddressChanged(HostAddress added)
                            && added.prefix().equals(address)
                            && added.index() == device.index()
                            && added.isUsable());
            TestLink.change(LinkMessages.withoutAddress(device.index(), address));
            until(
                    watch,
                    event -> event instanceof RouteEvent.AddressRemoved(HostAddress removed)
                            && removed.prefix().equals(address));
        }
    }

    @Test
    void links_areAnnounced_downUpAndGone() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-w0"));
                RouteWatch watch = RouteWatch.open()) {
            TestLink.takeDown(device);
            until(
                    watch,
                    event -> event instanceof RouteEvent.LinkChanged(HostLink link)
                            && link.name().equals("cvt-w0")
                            && !link.up());
            TestLink.change(LinkMessages.up(device.index()));
            until(watch, event -> event instanceof RouteEvent.LinkChanged(HostLink link) && link.up());
            TestLink.remove(device);
            until(
                    watch,
                    event -> event instanceof RouteEvent.LinkRemoved(HostLink link) && link.index() == device.index());
        }
    }

    @Test
    void routes_areAnnounced() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-w0", "192.0.2.7/24"));
                RouteWatch watch = RouteWatch.open()) {
            device.addRoute(Prefix.parse("0.0.0.0/0"));
            until(
                    watch,
                    event -> event instanceof RouteEvent.RouteChanged(HostRoute route)
                            && route.isDefault()
                            && route.index() == device.index());
        }
    }

    @Test
    void network_tellsLinksAddressesAndDefaultRoutes() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-w0", "192.0.2.7/24", "2001:db8::7/64"));
                RouteWatch watch = RouteWatch.open()) {
            device.addRoute(Prefix.parse("0.0.0.0/0"));
            TestLink.ip("route add default via 192.0.2.1 metric 7");
            TestLink.ip("route add default via 2001:db8::1");
            HostNetwork network = watch.network();
            assertThat(network.link(1)).hasValueSatisfying(link -> {
                assertThat(link.loopback()).isTrue();
                assertThat(link.up()).isFalse();
            });
            assertThat(network.link(device.index())).contains(new HostLink(device.index(), "cvt-w0", true, false));
            assertThat(network.addresses())
                    .filteredOn(HostAddress::isUsable)
                    .extracting(HostAddress::prefix)
                    .containsExactlyInAnyOrder(Prefix.parse("192.0.2.7/24"), Prefix.parse("2001:db8::7/64"));
            assertThat(network.defaultRoutes()).hasSize(3);
            assertThat(network.gateway(false)).contains(InetAddress.ofLiteral("192.0.2.1"));
            assertThat(network.gateway(true)).contains(InetAddress.ofLiteral("2001:db8::1"));
        }
    }

    @Test
    void aStormThatNobodyReads_isAnnouncedAsLost_andTheLastChangeIsSeen() throws Exception {
        try (TunDevice device = TunDevice.open(TestLink.config("cvt-w0", "192.0.2.7/24"));
                RouteWatch watch = RouteWatch.open()) {
            Prefix first = Prefix.parse("198.51.100.1/32");
            try (RouteSocket socket = RouteSocket.open()) {
                for (int i = 0; i < STORM / 2; i++) {
                    socket.execute("add", LinkMessages.address(device.index(), first));
                    socket.execute("remove", LinkMessages.withoutAddress(device.index(), first));
                }
            }
            until(watch, RouteEvent.EventsLost.class::isInstance);
            Prefix last = Prefix.parse("198.51.100.2/32");
            TestLink.change(LinkMessages.address(device.index(), last));
            until(
                    watch,
                    event -> event instanceof RouteEvent.AddressChanged(HostAddress added)
                            && added.prefix().equals(last));
            assertThat(watch.network().addresses())
                    .extracting(HostAddress::prefix)
                    .contains(last)
                    .doesNotContain(first);
        }
    }

    @Test
    void close_endsTheWaiting_andLeavesNoDescriptor() throws Exception {
        long before = Descriptors.open();
        RouteWatch watch = RouteWatch.open();
        CompletableFuture<List<RouteEvent>> waiting = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                List<RouteEvent> events = watch.await();
                while (!events.isEmpty()) { // of this new namespace itself
                    events = watch.await();
                }
                waiting.complete(events);
            } catch (TunException e) {
                waiting.completeExceptionally(e);
            }
        });
        Await.until("it waits", () -> watch.waiting() > 0);
        watch.close();
        watch.close();
        assertThat(waiting.get()).isEmpty();
        reader.join();
        assertThat(watch.await()).isEmpty();
        assertThatThrownBy(watch::network).isInstanceOf(TunException.class);
        Await.until("descriptors are closed", () -> Descriptors.open() <= before);
    }

    /** Waits for such an event; what comes before does not matter. */
    private static void until(RouteWatch watch, Predicate<RouteEvent> wanted) throws TunException {
        List<RouteEvent> seen = new ArrayList<>();
        while (true) {
            List<RouteEvent> events = watch.await();
            assertThat(events).isNotEmpty();
            if (events.stream().anyMatch(wanted)) {
                return;
            }
            seen.addAll(events);
            assertThat(seen.size()).as("events before the one wanted").isLessThan(4 * STORM);
        }
    }
}
