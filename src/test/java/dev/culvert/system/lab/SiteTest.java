package dev.culvert.system.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.edge.nat.Filtering;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That every kind of site maps and filters as it says, by bare sockets: one inside, others on two addresses and two ports
 * outside. What is sent on one way arrives in order, so what has not come before a later datagram never will.
 */
@Timeout(60)
final class SiteTest {
    private static final int PRIVATE_PORT = 7777;

    @AutoClose
    private static final Lab lab = Lab.open();

    private static final Wan wan = Wan.in(lab, 1);
    private static final String FIRST = wan.supernodeAddresses().getFirst();
    private static final String SECOND = wan.supernodeAddresses().getLast();

    static Stream<Arguments> everyKind() {
        return Arrays.stream(SiteKind.values())
                .flatMap(kind -> Arrays.stream(InputPolicy.values()).map(input -> Arguments.of(kind, input)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void mapsAndFilters_asItSays(SiteKind kind, InputPolicy input) {
        Site site = wan.site(kind, input);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe first = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe firstOther = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe second = UdpProbe.on(wan.supernode(), SECOND);
                UdpProbe secondOther = UdpProbe.on(wan.supernode(), SECOND)) {
            List<InetSocketAddress> seen = Stream.of(first, firstOther, second, secondOther)
                    .map(inside::seenBy)
                    .toList();
            assertThat(seen).extracting(InetSocketAddress::getHostString).containsOnly(site.address());
            assertPorts(kind, seen.stream().map(InetSocketAddress::getPort).toList());
            assertThat(inside.seenBy(first)).isEqualTo(seen.getFirst());
            assertThat(inside.seenBy(secondOther)).isEqualTo(seen.getLast());
        }
        assertFiltering(site, kind.filtering());
    }

    private static void assertPorts(SiteKind kind, List<Integer> ports) {
        switch (kind) {
            case OPEN, FIREWALLED, FULL_CONE, RESTRICTED, CONE, DOUBLE, SUPERNODE_ONLY ->
                assertThat(ports).containsOnly(PRIVATE_PORT);
            case SEQUENTIAL ->
                assertThat(ports)
                        .containsExactly(
                                NatRules.SEQUENCE_FIRST,
                                NatRules.SEQUENCE_FIRST + 1,
                                NatRules.SEQUENCE_FIRST + 2,
                                NatRules.SEQUENCE_FIRST + 3);
            case PORT_BLOCK -> {
                assertThat(ports)
                        .allMatch(port ->
                                port >= NatRules.BLOCK_FIRST && port < NatRules.BLOCK_FIRST + NatRules.BLOCK_PORTS);
                assertScattered(ports);
            }
            case RANDOM, MAPPED, IPV6 -> {
                assertThat(ports).anyMatch(port -> port >= NatRules.BLOCK_FIRST + NatRules.BLOCK_PORTS);
                assertScattered(ports);
            }
        }
    }

    /** Of 1,024 ports, four are but two different ones, or consecutive, less than once in 100,000 runs. */
    private static void assertScattered(List<Integer> ports) {
        assertThat(new HashSet<>(ports)).hasSizeGreaterThan(2);
        assertThat(ports.getLast() - ports.getFirst()).isNotEqualTo(3);
    }

    /** One outside was sent to: who else gets in? */
    private static void assertFiltering(Site site, Filtering filtering) {
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT + 1);
                UdpProbe asked = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe otherPort = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe otherAddress = UdpProbe.on(wan.supernode(), SECOND)) {
            InetSocketAddress mapping = inside.seenBy(asked);
            otherAddress.send("other address", mapping);
            otherPort.send("other port", mapping);
            asked.send("answer", mapping);
            assertThat(textsUntilAnswer(inside))
                    .isEqualTo(
                            switch (filtering) {
                                case UNKNOWN -> List.of();
                                case ENDPOINT_INDEPENDENT -> List.of("other address", "other port");
                                case ADDRESS_DEPENDENT -> List.of("other port");
                                case ADDRESS_AND_PORT_DEPENDENT -> List.<String>of();
                            });
        }
    }

    private static List<String> textsUntilAnswer(UdpProbe probe) {
        List<String> texts = new ArrayList<>();
        for (String text = probe.receive().text();
                !text.equals("answer");
                text = probe.receive().text()) {
            texts.add(text);
        }
        return texts;
    }

    static Stream<Arguments> filteringCones() {
        return Stream.of(SiteKind.RESTRICTED, SiteKind.CONE, SiteKind.DOUBLE)
                .flatMap(kind -> Arrays.stream(InputPolicy.values()).map(input -> Arguments.of(kind, input)));
    }

    /** Why openers exist: what comes too early costs the port that everybody was told, if the router takes it in. */
    @ParameterizedTest
    @MethodSource("filteringCones")
    void earlyPacket_spoilsThePort_ifAccepted(SiteKind kind, InputPolicy input) {
        Site site = wan.site(kind, input);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe tooEarly = UdpProbe.on(wan.supernode(), SECOND);
                UdpProbe newcomer = UdpProbe.on(wan.supernode(), SECOND)) {
            InetSocketAddress mapping = inside.seenBy(server);
            tooEarly.send("too early", mapping);
            settle(server, inside, mapping);
            InetSocketAddress spoilt = inside.seenBy(tooEarly);
            if (input == InputPolicy.ACCEPT) {
                assertThat(spoilt.getPort()).isNotEqualTo(PRIVATE_PORT);
                // For good: what is sent to others next takes the new port too.
                assertThat(inside.seenBy(newcomer)).isEqualTo(spoilt);
            } else {
                assertThat(spoilt).isEqualTo(mapping);
                assertThat(inside.seenBy(newcomer)).isEqualTo(mapping);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("filteringCones")
    void openedFor_packetComesIn_andThePortStays(SiteKind kind, InputPolicy input) {
        Site site = wan.site(kind, input);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                SpoofedSender raw = SpoofedSender.on(site.host());
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe openedFor = UdpProbe.on(wan.supernode(), SECOND)) {
            InetSocketAddress mapping = inside.seenBy(server);
            open(raw, openedFor, site.routers().size() + 1);
            assertThat(inside.seenBy(server)).isEqualTo(mapping); // and the opener has passed the routers before
            openedFor.send("expected", mapping);
            assertThat(inside.receive()).isEqualTo(new UdpProbe.Received(openedFor.address(), "expected"));
            inside.send("first that arrives", openedFor.address());
            assertThat(openedFor.receive()).isEqualTo(new UdpProbe.Received(mapping, "first that arrives"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void earlyPacketToTheNextPort_spoilsASequence_ifAcceptedAndNotOpenedFor(InputPolicy input) {
        Site site = wan.site(SiteKind.SEQUENTIAL, input);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                SpoofedSender raw = SpoofedSender.on(site.host());
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe openedFor = UdpProbe.on(wan.supernode(), SECOND);
                UdpProbe tooEarly = UdpProbe.on(wan.supernode(), SECOND)) {
            InetSocketAddress mapping = inside.seenBy(server);
            InetSocketAddress next = new InetSocketAddress(site.address(), mapping.getPort() + 1);
            open(raw, openedFor, 2);
            assertThat(inside.seenBy(server)).isEqualTo(mapping);
            openedFor.send("expected", next);
            assertThat(inside.receive()).isEqualTo(new UdpProbe.Received(openedFor.address(), "expected"));
            assertThat(inside.seenBy(openedFor)).isEqualTo(next);

            tooEarly.send("too early", new InetSocketAddress(site.address(), mapping.getPort() + 2));
            settle(server, inside, mapping);
            // The kernel drops the packet that has no port left but the spoilt one; the next one gets the next port.
            inside.send("to the port predicted", tooEarly.address());
            inside.send("to the one after it", tooEarly.address());
            assertThat(tooEarly.receive())
                    .isEqualTo(
                            input == InputPolicy.DROP
                                    ? new UdpProbe.Received(
                                            new InetSocketAddress(site.address(), mapping.getPort() + 2),
                                            "to the port predicted")
                                    : new UdpProbe.Received(
                                            new InetSocketAddress(site.address(), mapping.getPort() + 3),
                                            "to the one after it"));
        }
    }

    /** A first packet from inside that makes a mapping and does not arrive. */
    private static void open(SpoofedSender raw, UdpProbe towards, int ttl) {
        raw.send(0xC0A80102, PRIVATE_PORT, towards.address(), new byte[1], ttl); // 192.168.1.2
    }

    /** Whatever was sent from the server's host before has come as far as it ever will. */
    private static void settle(UdpProbe server, UdpProbe inside, InetSocketAddress mapping) {
        server.send("answer", mapping);
        assertThat(inside.receive().text()).isEqualTo("answer");
    }

    @Test
    void supernodeOnly_letsNoUdpOutToOthers() {
        Site site = wan.site(SiteKind.SUPERNODE_ONLY, InputPolicy.DROP);
        Site open = wan.site(SiteKind.OPEN, InputPolicy.DROP);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe server = UdpProbe.on(wan.supernode(), SECOND);
                UdpProbe other = UdpProbe.on(open.host(), "0.0.0.0", PRIVATE_PORT)) {
            long before = site.access().forward().sent();
            inside.send("never leaves", new InetSocketAddress(open.address(), PRIVATE_PORT));
            InetSocketAddress mapping = inside.seenBy(server);
            assertThat(site.access().forward().sent()).isEqualTo(before + 1);
            other.send("unasked", mapping);
            assertThat(other.seenBy(server).getHostString()).isEqualTo(open.address());
            server.send("answer", mapping);
            assertThat(textsUntilAnswer(inside)).isEmpty();
        }
        assertThat(site.host().ping(open.address(), 1).lost()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void ipv6_isNotTranslated_andWhatWasAskedForComesIn(InputPolicy input) {
        Site one = wan.site(SiteKind.IPV6, input);
        Site other = wan.site(SiteKind.IPV6, input);
        try (UdpProbe mine = UdpProbe.on(one.host(), ipv6(one), PRIVATE_PORT);
                UdpProbe theirs = UdpProbe.on(other.host(), ipv6(other), PRIVATE_PORT);
                UdpProbe behindIt = UdpProbe.on(other.host(), "0.0.0.0", PRIVATE_PORT + 1);
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST)) {
            AtomicBoolean there = new AtomicBoolean();
            other.access().backward().tap(packet -> there.compareAndSet(false, isIpv6Udp(packet)));
            mine.send("not asked for", theirs.address());
            Await.until("it is on the access link", Duration.ofSeconds(10), there::get);
            settle(server, behindIt, behindIt.seenBy(server));
            theirs.send("asked for", mine.address());
            assertThat(mine.receive()).isEqualTo(new UdpProbe.Received(theirs.address(), "asked for"));
            mine.send("answer", theirs.address());
            assertThat(theirs.receive()).isEqualTo(new UdpProbe.Received(mine.address(), "answer"));
        }
    }

    /** Neighbours are looked for there, too. */
    private static boolean isIpv6Udp(byte[] packet) {
        return packet[0] >> 4 == 6 && packet[6] == 17;
    }

    private static String ipv6(Site site) {
        return site.host()
                .exec("ip", "-6", "-br", "addr", "show", "scope", "global")
                .out()
                .split("\\s+", -1)[2]
                .split("/", -1)[0];
    }

    @Test
    void hairpin_isTheOnlyWayBetweenItsNetworks() {
        Site site = wan.hairpin(InputPolicy.DROP);
        Host neighbour = site.hosts().getLast();
        try (UdpProbe one = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe other = UdpProbe.on(neighbour, "0.0.0.0", PRIVATE_PORT + 1);
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST)) {
            InetSocketAddress mapping = one.seenBy(server);
            InetSocketAddress othersMapping = other.seenBy(server);
            one.send("straight", new InetSocketAddress("192.168.2.2", PRIVATE_PORT + 1));
            one.send("by the outside", othersMapping);
            assertThat(other.receive()).isEqualTo(new UdpProbe.Received(mapping, "by the outside"));
            other.send("and back", mapping);
            assertThat(one.receive()).isEqualTo(new UdpProbe.Received(othersMapping, "and back"));
        }
    }

    @Test
    void hostsOfOneNetwork_meetInIt_andNotByTheOutside() {
        Site site = wan.sameLan(InputPolicy.DROP);
        try (UdpProbe one = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe other = UdpProbe.on(site.hosts().getLast(), "0.0.0.0", PRIVATE_PORT + 1);
                UdpProbe server = UdpProbe.on(wan.supernode(), FIRST)) {
            one.seenBy(server);
            InetSocketAddress othersMapping = other.seenBy(server);
            one.send("by the outside", othersMapping);
            one.send("straight", new InetSocketAddress("192.168.1.3", PRIVATE_PORT + 1));
            assertThat(other.receive())
                    .isEqualTo(new UdpProbe.Received(new InetSocketAddress("192.168.1.2", PRIVATE_PORT), "straight"));
        }
    }

    @Test
    void forgetting_startsAllMappingsAnew() {
        Site site = wan.site(SiteKind.SEQUENTIAL, InputPolicy.DROP);
        try (UdpProbe inside = UdpProbe.on(site.host(), "0.0.0.0", PRIVATE_PORT);
                UdpProbe first = UdpProbe.on(wan.supernode(), FIRST);
                UdpProbe second = UdpProbe.on(wan.supernode(), SECOND)) {
            InetSocketAddress mapping = inside.seenBy(first);
            assertThat(inside.seenBy(second)).isNotEqualTo(mapping);
            site.forget();
            assertThat(inside.seenBy(second)).isEqualTo(mapping);
            assertThat(inside.seenBy(first)).isNotEqualTo(mapping);
        }
    }

    @Test
    void betweenTwoSites_areFourRouters() {
        Site one = wan.site(SiteKind.OPEN, InputPolicy.DROP);
        Site other = wan.site(SiteKind.OPEN, InputPolicy.DROP);
        assertThat(ping(one, other.address(), 4).out()).contains("Time to live exceeded");
        assertThat(ping(one, other.address(), 5).exit()).isZero();
    }

    @Test
    void routersOnTheWay_sayWhoTheyAre() {
        Site site = wan.site(SiteKind.DOUBLE, InputPolicy.DROP);
        assertThat(ping(site, FIRST, 1).out()).contains("From 192.168.1.1 ");
        assertThat(ping(site, FIRST, 2).out()).contains("From 100.64.1.1 ");
        assertThat(ping(site, FIRST, 3).out()).containsPattern("From 198\\.19\\.\\d+\\.1 ");
        assertThat(ping(site, FIRST, 6).exit()).isZero();
    }

    private static Outcome ping(Site from, String to, int ttl) {
        List<String> command = List.of("ping", "-n", "-c1", "-W5", "-t" + ttl, to);
        return from.host().attempt(Duration.ofSeconds(20), command);
    }

    @Test
    void accessLink_isWherePacketsTakeTime() {
        Site site = wan.site(SiteKind.CONE, InputPolicy.DROP);
        site.access().both(Impairment.NONE.delay(Duration.ofMillis(20)));
        assertThat(site.host().ping(FIRST, 3).rttsMs()).hasSize(3).allMatch(rtt -> rtt >= 40);
    }
}
