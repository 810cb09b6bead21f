package dev.culvert.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.nat.Filtering;
import dev.culvert.edge.nat.Hairpin;
import dev.culvert.edge.nat.Mapping;
import dev.culvert.edge.status.NetcheckReport;
import dev.culvert.system.lab.EdgeProcess;
import dev.culvert.system.lab.Host;
import dev.culvert.system.lab.Lab;
import dev.culvert.system.lab.NatKind;
import dev.culvert.system.lab.NatRouter;
import dev.culvert.system.lab.Outcome;
import dev.culvert.system.lab.SupernodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code edge netcheck} behind real NATs, against a supernode with two addresses; there is no other server. */
final class NetcheckTest {
    private static final String SUPERNODE = "198.51.100.2";
    private static final String SECOND = "198.51.100.9";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @AutoClose
    private static final Lab lab = Lab.open();

    private static final Host isp = lab.host("isp");

    @BeforeAll
    static void start() {
        Host host = lab.host("sn");
        isp.forward();
        lab.link(host, SUPERNODE + "/30", isp, "198.51.100.1/30");
        host.ip("route add default via 198.51.100.1");
        host.address("lo", SECOND + "/32");
        isp.ip("route add " + SECOND + " via " + SUPERNODE);
        SupernodeProcess.on(host, 7654).start("--public-address", SUPERNODE, "--public-address", SECOND);
    }

    private static Outcome netcheck(Host host, String... options) {
        List<String> command = EdgeProcess.java("netcheck");
        command.addAll(List.of(options));
        return host.attempt(TIMEOUT, command).orFail();
    }

    private static NetcheckReport report(Host host, String supernode) {
        String json = netcheck(host, "--json", "-l", supernode + ":7654").out();
        return Json.mapper().readValue(json, NetcheckReport.class);
    }

    @Test
    void masquerade_isAPortRestrictedCone() {
        Host host = lab.host("e1");
        NatRouter nat = lab.nat("r1", NatKind.CONE, isp, host);
        NetcheckReport report = report(host, SUPERNODE);
        assertThat(report.udp()).contains(true);
        assertThat(report.nat().classic()).isEqualTo("port-restricted cone");
        assertThat(report.nat().mapping()).isEqualTo(Mapping.ENDPOINT_INDEPENDENT);
        assertThat(report.nat().filtering()).isEqualTo(Filtering.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(report.nat().hairpin()).isEqualTo(Hairpin.NO);
        assertThat(report.nat().depth()).contains(1);
        assertThat(report.ipv4())
                .singleElement()
                .satisfies(seen -> assertThat(seen.address()).hasToString(nat.address()));
        assertThat(report.servers())
                .filteredOn(server -> server.host().equals(SUPERNODE + ":7654"))
                .hasSize(2)
                .allSatisfy(server -> assertThat(server.rttMs()).isPresent());
    }

    @Test
    void randomPorts_areSymmetric() {
        Host host = lab.host("e2");
        lab.nat("r2", NatKind.RANDOM, isp, host);
        NetcheckReport report = report(host, SUPERNODE);
        assertThat(report.nat().classic()).isEqualTo("symmetric");
        assertThat(report.nat().mapping()).isEqualTo(Mapping.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(report.nat().allocation()).isEqualTo("random");
        assertThat(report.ipv4()).hasSizeGreaterThan(1);
        assertThat(report.portMapping()).hasSize(3).allSatisfy(service -> {
            assertThat(service.external()).isEmpty();
            assertThat(service.words()).isNotEmpty();
        });
        assertThat(netcheck(host, "--no-port-mapping", "-l", SUPERNODE + ":7654")
                        .out())
                .doesNotContain("upnp")
                .contains("another port for each remote")
                .contains("mapping    address-and-port-dependent, random");
    }

    @Test
    void publicAddress_isOpen() {
        Host host = lab.host("e3");
        lab.link(host, "192.0.2.2/30", isp, "192.0.2.1/30");
        host.ip("route add default via 192.0.2.1");
        NetcheckReport report = report(host, SUPERNODE);
        assertThat(report.nat().classic()).isEqualTo("open");
        assertThat(report.nat().depth()).isEqualTo(Optional.of(0));
        assertThat(report.ipv4()).extracting(Endpoint::address).hasToString("[192.0.2.2]");
    }

    @Test
    void nobodyAnswers_isSaid_andIsNoFailure() {
        Host host = lab.host("e4");
        lab.nat("r4", NatKind.CONE, isp, host);
        assertThat(report(host, "198.51.100.77").udp()).contains(false);
        Outcome text = netcheck(host, "-l", "198.51.100.77:7654");
        assertThat(text.exit()).isZero();
        assertThat(text.out()).contains("UDP        does not pass: no server answered");
    }
}
