package dev.culvert.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.Json;
import dev.culvert.edge.status.NetcheckReport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NetcheckCommandTest {
    @Test
    void findings_areSaidInWords_andServersListed() {
        Invocation run = Invocation.run("netcheck", "-l", "sn.example.org:7654", "--stun", "dead.example.org:3478");
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        assertThat(run.out()).isEqualTo("""
                UDP        passes
                IPv4       seen at 203.0.113.1:40000
                IPv6       no server reached
                NAT        port-restricted cone
                mapping    endpoint-independent
                filtering  address-and-port-dependent
                hairpin    no
                NAT depth  1 router
                pcp        the router does not offer it
                nat-pmp    maps ports: 100.64.0.7:50000, which is no public address: another NAT stands behind the router
                upnp       maps ports: 203.0.113.1:40000

                Direct paths to nearly all edges: both send at the same time. Edges behind this same NAT meet by their LAN addresses only.

                SERVER                 ENDPOINT          RTT      SEES THIS HOST AT
                sn.example.org:7654    192.0.2.1:7654    12.3 ms  203.0.113.1:40000
                dead.example.org:3478  not known to DNS  -        -
                """);
    }

    @Test
    void nobodyAnswers_isAFinding_noFailure() {
        Invocation run = Invocation.run("netcheck", "-l", "silent:7654", "--stun", "dead:3478");
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        assertThat(run.out()).contains("does not pass: no server answered").contains("a firewall blocks UDP");
        JsonNode json = Json.mapper()
                .readTree(Invocation.run("netcheck", "--json", "-l", "silent:7654")
                        .out());
        assertThat(json.at("/udp").isBoolean()).isTrue();
        assertThat(json.at("/udp").asBoolean()).isFalse();
    }

    @Test
    void whereDnsKnowsNobody_udpIsNotBlamed() {
        Invocation run = Invocation.run("netcheck", "-l", "dead:7654");
        assertThat(run.status()).isEqualTo(ExitCode.OK.status());
        assertThat(run.out())
                .contains("UDP        unknown")
                .contains("No server's name is known to DNS, so UDP was not tried: give one by address, -l IP:PORT or"
                        + " --stun IP:PORT.")
                .doesNotContain("firewall");
        String json = Invocation.run("netcheck", "--json", "-l", "dead:7654").out();
        assertThat(Json.mapper().readTree(json).at("/udp").isNull()).isTrue();
        assertThat(Json.mapper().readValue(json, NetcheckReport.class).udp()).isEmpty();
    }

    @Test
    void json_hasAll_andIsReadBack() {
        Invocation run = Invocation.run("netcheck", "--json", "-l", "[2001:db8::1]:7654#" + "A".repeat(43) + "=");
        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK.status());
        JsonNode json = Json.mapper().readTree(run.out());
        assertThat(json.at("/udp").asBoolean()).isTrue();
        assertThat(json.at("/nat/mapping").asString()).isEqualTo("endpoint-independent");
        assertThat(json.at("/nat/hairpin").asString()).isEqualTo("no");
        assertThat(json.at("/nat/depth").asInt()).isEqualTo(1);
        assertThat(json.at("/nat/mapped/0").asString()).isEqualTo("203.0.113.1:40000");
        assertThat(json.at("/portMapping/0/protocol").asString()).isEqualTo("pcp");
        assertThat(json.at("/portMapping/0/external").isNull()).isTrue();
        assertThat(json.at("/portMapping/0/words").asString()).isEqualTo("the router does not offer it");
        assertThat(json.at("/portMapping/2/external").asString()).isEqualTo("203.0.113.1:40000");
        assertThat(json.at("/servers/0/rttMs").asDouble()).isEqualTo(12.3);
        assertThat(Json.mapper().treeToValue(json, NetcheckReport.class).nat()).isEqualTo(FakeNetcheck.cone());
    }

    @Test
    void routerThatIsLeftAlone_isNotListed() {
        assertThat(Invocation.run("netcheck", "--no-port-mapping", "-l", "sn:7654")
                        .out())
                .doesNotContain("upnp", "pcp");
    }

    @Test
    void malformedServer_isRefusedByName() {
        Invocation run = Invocation.run("netcheck", "--stun", "example.org");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE.status());
        assertThat(run.err())
                .contains("--stun: 'example.org' has no port: write HOST:PORT, such as stun.example.org:3478");
    }
}
