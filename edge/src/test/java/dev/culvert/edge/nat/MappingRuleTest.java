package dev.culvert.edge.nat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingRuleTest {
    private static final List<IpAddress> OWN =
            List.of(IpAddress.parse("192.168.1.2"), IpAddress.parse("203.0.113.50"), IpAddress.parse("2001:db8::2"));

    /** SERVER=MAPPED; the local port is 7777. */
    @ParameterizedTest
    @CsvSource({
        "'', UNKNOWN, false",
        "s:1=n:10, UNKNOWN, false",
        "s:1=n:10 s:2=n:10, ENDPOINT_INDEPENDENT, false",
        "s:1=n:10 t:1=n:10, ENDPOINT_INDEPENDENT, false",
        "s:1=n:10 s:2=n:10 t:1=n:10, ENDPOINT_INDEPENDENT, true",
        "s:1=n:10 s:2=n:11, ADDRESS_AND_PORT_DEPENDENT, true",
        "s:1=n:10 t:1=n:11, ADDRESS_AND_PORT_DEPENDENT, false",
        "s:1=n:10 t:1=m:10, ADDRESS_AND_PORT_DEPENDENT, false",
        "s:1=n:10 s:2=n:10 t:1=n:11, ADDRESS_DEPENDENT, true",
        "s:1=n:10 s:2=n:11 t:1=n:12 u:1=n:13, ADDRESS_AND_PORT_DEPENDENT, true",
        // one liar, or one port that was taken
        "s:1=n:10 t:1=n:10 u:1=n:11, ENDPOINT_INDEPENDENT, false",
        "s:1=n:10 s:2=n:10 t:1=n:10 u:1=n:11, ENDPOINT_INDEPENDENT, true",
        // two of four may be chance, or two providers
        "s:1=n:10 t:1=n:10 u:1=n:11 v:1=n:11, ADDRESS_AND_PORT_DEPENDENT, false",
        // no NAT
        "s:1=203.0.113.50:7777, NONE, true",
        "s:1=203.0.113.50:7777 t:1=203.0.113.50:7777, NONE, true",
        "s:1=203.0.113.50:7778 t:1=203.0.113.50:7778, ENDPOINT_INDEPENDENT, false",
        "s:1=192.168.1.2:7777, NONE, false",
        // a supernode on the own LAN, or in the provider's network
        "s:1=192.168.1.2:7777 s:2=192.168.1.2:7777 t:1=n:10 u:1=n:10, ENDPOINT_INDEPENDENT, false",
        "s:1=100.64.7.7:5 t:1=n:10 t:2=n:11, ADDRESS_AND_PORT_DEPENDENT, true",
        // two families
        "s:1=n:10 t:1=n:10 s6:1=[2001:db8::2]:7777, ENDPOINT_INDEPENDENT, false",
        "s6:1=[2001:db8::2]:7777, NONE, true",
    })
    void rule(String observations, Mapping mapping, boolean conclusive) {
        List<Observation> all = observations.isEmpty()
                ? List.of()
                : Arrays.stream(observations.split(" "))
                        .map(MappingRuleTest::observation)
                        .toList();
        MappingRule rule = MappingRule.of(all, OWN, 7_777, false);
        assertThat(rule.mapping()).isEqualTo(mapping);
        assertThat(rule.isConclusive()).isEqualTo(conclusive);
    }

    @Test
    void ipv6_isNotConclusive_whileIpv4MayCome() {
        List<Observation> ipv6 = List.of(observation("s6:1=[2001:db8::2]:7777"));
        assertThat(MappingRule.of(ipv6, OWN, 7_777, true).isConclusive()).isFalse();
        assertThat(MappingRule.of(ipv6, OWN, 7_777, true).mapping()).isEqualTo(Mapping.NONE);
    }

    @Test
    void used_areThoseFromBehindTheLastNat() {
        List<Observation> all = Stream.of("s6:1=[2001:db8::2]:7777", "s:1=192.168.1.2:7777", "t:1=n:10", "u:1=n:11")
                .map(MappingRuleTest::observation)
                .toList();
        assertThat(MappingRule.of(all, OWN, 7_777, false).used()).containsExactly(all.get(2), all.get(3));
    }

    private static Observation observation(String text) {
        int equals = text.indexOf('=');
        return new Observation(endpoint(text.substring(0, equals)), endpoint(text.substring(equals + 1)), 1);
    }

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        String address = switch (host) {
            case "n" -> "198.51.100.1";
            case "m" -> "198.51.100.2";
            case "s6" -> "2001:db8:ffff::1";
            default -> host.length() == 1 ? "192.0.2." + (int) host.charAt(0) : host.replaceAll("[\\[\\]]", "");
        };
        return new Endpoint(IpAddress.parse(address), Integer.parseInt(text.substring(colon + 1)));
    }
}
