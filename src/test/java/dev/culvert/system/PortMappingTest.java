package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.NetcheckReport;
import dev.culvert.system.lab.Await;
import dev.culvert.system.lab.Capture;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.MappingRouter;
import dev.culvert.system.lab.Miniupnpd;
import dev.culvert.system.lab.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Port mappings by a real miniupnpd, the router of {@link MappingRouter}. */
@Timeout(120)
final class PortMappingTest {
    private static final String PORT = "7777";
    private static final String EXTERNAL = MappingRouter.ADDRESS + ":" + PORT;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String[] ALL = {"PCP", "NAT_PMP", "UPNP"};
    /** As long as a mapping that is renewed each 4 s lives without it. */
    private static final String SHORT = "8";

    private static final String LONG = "600";

    @AutoClose
    private final Lab lab = Lab.open();

    private final Host inside = lab.host("in");
    private final Host outside = lab.host("out");
    private final MappingRouter network = MappingRouter.between(inside, lab.host("router"), outside);
    private final Miniupnpd router = network.daemon();
    private int datagrams;

    private Spawned probe(String lease, String... protocols) {
        return probe(inside, 1, lease, protocols);
    }

    /** {@code rounds}: how often it starts and ends before it stays, as what ran once is faster. */
    private static Spawned probe(Host host, int rounds, String lease, String... protocols) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PortMappingProbe.class.getName(),
                PORT,
                lease,
                Integer.toString(rounds)));
        command.addAll(List.of(protocols));
        return host.spawn(command.toArray(String[]::new));
    }

    /** Sends from outside until it arrives: miniupnpd adds a rule that forwards first, and one that lets pass then. */
    private void assertReached(Spawned probe) throws IOException {
        String text = "datagram " + ++datagrams;
        try (DatagramChannel sender = outside.call(
                () -> DatagramChannel.open(StandardProtocolFamily.INET).bind(null))) {
            boolean arrived = Await.holds(PATIENCE, () -> {
                send(sender, text);
                return Await.holds(Duration.ofMillis(200), () -> probe.output().contains("received " + text));
            });
            assertThat(arrived).as(probe.output() + router.log()).isTrue();
        }
    }

    private static void send(DatagramChannel sender, String text) {
        try {
            sender.send(
                    ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                    new InetSocketAddress(MappingRouter.ADDRESS, Integer.parseInt(PORT)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertDeletedOnStop(Spawned probe) {
        assertThat(probe.terminate(PATIENCE)).isEqualTo(143);
        assertThat(router.mappings()).as(probe.output() + router.log()).isZero();
        assertThat(millis(probe, "closed in")).isLessThan(1_000);
    }

    private static long millis(Spawned probe, String before) {
        Matcher matcher = Pattern.compile(before + ".* (\\d+) ms").matcher(probe.output());
        assertThat(matcher.find()).as(probe.output()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @ParameterizedTest
    @CsvSource({
        "PCP,pcp,enable_natpmp=yes,enable_upnp=no",
        "NAT_PMP,nat-pmp,enable_natpmp=yes,enable_upnp=no",
        "UPNP,upnp,force_igd_desc_v1=no,enable_upnp=yes",
        "UPNP,upnp,force_igd_desc_v1=yes,enable_upnp=yes",
    })
    void aMappingByOneProtocol_leadsInside_andIsDeletedAtTheEnd(
            String protocol, String word, String option, String other) throws IOException {
        router.start(option, other);
        Spawned probe = probe(LONG, protocol);
        probe.awaitOutput("mapped " + word + " " + EXTERNAL, PATIENCE);
        assertThat(router.mappings()).isEqualTo(1);
        assertReached(probe);
        assertDeletedOnStop(probe);
    }

    @Test
    void allProtocolsTogether_agreeOnOneEndpoint_andLeaveNothing() throws IOException {
        router.start("enable_natpmp=yes");
        Spawned probe = probe(inside, 5, LONG, ALL);
        for (String word : List.of("pcp", "nat-pmp", "upnp")) {
            probe.awaitOutput("mapped " + word + " " + EXTERNAL, PATIENCE);
        }
        assertThat(probe.output())
                .as("a busy machine is slow, but not five times in a row")
                .containsPattern("(first|last) Optional\\[");
        assertThat(router.mappings()).isEqualTo(1);
        assertReached(probe);
        assertDeletedOnStop(probe);
    }

    @ParameterizedTest
    @CsvSource({"PCP,enable_natpmp=yes", "NAT_PMP,enable_natpmp=yes", "UPNP,enable_upnp=yes"})
    void aMappingIsRenewed_andEndsWithItsLeaseWhereItIsNot(String protocol, String option) throws IOException {
        router.start(option, "max_lifetime=" + SHORT);
        Spawned probe = probe(SHORT, protocol);
        probe.awaitOutput("mapped", PATIENCE);
        // miniupnpd renews a mapping by removing it and adding another: for a moment there may be none.
        assertThat(Await.holds(Duration.ofSeconds(11), () -> probe.output().contains("lost")))
                .isFalse();
        assertReached(probe);
        probe.kill();
        Await.until("the lease ends", Duration.ofSeconds(20), () -> router.mappings() == 0);
    }

    @Test
    void whereNobodyMapsPorts_thereIsNothingAfter250Ms() {
        Spawned probe = probe(inside, 2, LONG, ALL);
        probe.awaitOutput("first Optional.empty after", PATIENCE);
        probe.awaitOutput("last", PATIENCE);
        assertThat(millis(probe, "last Optional.empty")).isBetween(240L, 1_000L);
        assertThat(probe.terminate(PATIENCE)).isEqualTo(143);
        assertThat(probe.output())
                .doesNotContain("mapped pcp", "mapped nat-pmp", "mapped upnp")
                .contains("the router does not offer it");
        // Who is interrupted while it asks takes back what may have come of that, for the farewell's second.
        assertThat(millis(probe, "closed in")).isLessThan(1_500);
    }

    @ParameterizedTest
    @CsvSource({"PCP,enable_natpmp=yes", "NAT_PMP,enable_natpmp=yes", "UPNP,enable_upnp=yes"})
    void aRouterThatRestarted_isAskedAgain(String protocol, String option) throws IOException {
        router.start(option);
        Spawned probe = probe(protocol.equals("UPNP") ? SHORT : LONG, protocol);
        probe.awaitOutput("mapped", PATIENCE);
        // A router that restarts within its first seconds cannot be told from one that did not.
        assertThat(Await.holds(Duration.ofSeconds(4), () -> router.mappings() == 0))
                .isFalse();
        router.crash();
        assertThat(router.mappings()).isZero();
        router.start(option);
        Await.until("the mapping is back", PATIENCE, () -> router.mappings() == 1);
        assertReached(probe);
        assertDeletedOnStop(probe);
    }

    @Test
    void aRouterThatBeginsToMap_isUsedOnceItSaysSo() throws IOException {
        Spawned probe = probe(LONG, ALL);
        probe.awaitOutput("last Optional.empty", PATIENCE);
        router.start("enable_natpmp=yes");
        probe.awaitOutput("mapped pcp " + EXTERNAL, PATIENCE);
        assertReached(probe);
        assertDeletedOnStop(probe);
    }

    @ParameterizedTest
    @CsvSource({
        "PCP,enable_natpmp=yes,force_igd_desc_v1=no",
        "NAT_PMP,enable_natpmp=yes,force_igd_desc_v1=no",
        "UPNP,enable_upnp=yes,force_igd_desc_v1=no",
        "UPNP,enable_upnp=yes,force_igd_desc_v1=yes",
    })
    void aPortThatAnotherHostHas_isReplacedByAnother(String protocol, String option, String further) {
        router.start(option, further);
        Host other = lab.host("other");
        network.addInside(other);
        Spawned first = probe(other, 1, LONG, "UPNP");
        first.awaitOutput("mapped upnp " + EXTERNAL, PATIENCE);
        Spawned second = probe(LONG, protocol);
        second.awaitOutput("mapped", PATIENCE);
        assertThat(second.output()).contains(MappingRouter.ADDRESS).doesNotContain(EXTERNAL);
        assertThat(router.mappings()).isEqualTo(2);
        assertThat(second.terminate(PATIENCE)).isEqualTo(143);
        assertThat(router.mappings()).isEqualTo(1);
        assertDeletedOnStop(first);
    }

    @Test
    void anEdgeHasItsPortMapped_untilItEnds() {
        router.start("enable_natpmp=yes");
        EdgeProcess edge = startEdge();
        Await.until("the mapping", PATIENCE, () -> edge.log().contains("the router forwards " + EXTERNAL));
        assertThat(router.mappings()).isEqualTo(1);
        assertThat(edge.log().lines().filter(line -> line.contains("forwards")))
                .as("one line for all protocols")
                .hasSize(1);
        edge.stop();
        assertThat(router.mappings()).as(router.log()).isZero();
    }

    @Test
    void anEdgeThatShallNot_leavesTheRouterAlone() {
        router.start("enable_natpmp=yes");
        Capture capture = Capture.on(inside, "to-router");
        EdgeProcess edge = startEdge("--no-port-mapping", "--advertise", EXTERNAL);
        edge.stop();
        assertThat(capture.datagrams().stream()
                        .filter(datagram -> datagram.source().address().equals(IpAddress.parse(MappingRouter.INSIDE)))
                        .map(datagram -> datagram.destination().port()))
                .doesNotContain(5351, 1900);
        assertThat(router.mappings()).isZero();
    }

    @Test
    void netcheck_saysWhatTheRouterOffers_andLeavesNothing() {
        router.start("enable_natpmp=yes");
        String json = inside.attempt(
                        Duration.ofSeconds(30),
                        EdgeProcess.java("netcheck", "--json", "-l", MappingRouter.OUTSIDE + ":7654"))
                .orFail()
                .out();
        NetcheckReport report = Json.mapper().readValue(json, NetcheckReport.class);
        assertThat(report.portMapping())
                .extracting(NetcheckReport.PortMappingService::protocol)
                .containsExactly("pcp", "nat-pmp", "upnp");
        assertThat(report.portMapping())
                .as(json)
                .allSatisfy(
                        service -> assertThat(service.external().orElseThrow().address())
                                .isEqualTo(IpAddress.parse(MappingRouter.ADDRESS)));
        assertThat(router.mappings()).as(router.log()).isZero();
    }

    private EdgeProcess startEdge(String... options) {
        EdgeProcess edge = EdgeProcess.on(inside, "10.0.0.1/24", Integer.parseInt(PORT));
        List<String> all = new ArrayList<>(
                List.of("-c", "mynet", "-k", "correct horse battery", "-l", MappingRouter.OUTSIDE + ":7654"));
        all.addAll(List.of(options));
        edge.start(all);
        return edge;
    }
}
