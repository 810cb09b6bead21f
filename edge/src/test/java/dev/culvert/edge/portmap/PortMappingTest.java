package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether somebody can come by a mapping, by what the router and others say. */
class PortMappingTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, '', ''",
        "203.0.113.1, 203.0.113.1, ''",
        "203.0.113.1, 203.0.113.2, 203.0.113.2",
        "203.0.113.1, 203.0.113.2 203.0.113.1, ''",
        "203.0.113.1, 192.168.1.2, ''",
        "203.0.113.1, 2001:db8::1, ''",
        "192.168.7.2, '', no public address",
        "192.168.7.2, 192.168.7.2, no public address",
        "100.64.3.2, 203.0.113.1, ''",
        "127.0.0.1, '', no public address",
        "192.0.0.2, '', no public address",
        "240.0.0.1, '', no public address",
    })
    void flaw(String external, String observed, String expected) {
        var mapping =
                new PortMapping(Protocol.UPNP, new Endpoint(IpAddress.parse(external), 7777), Duration.ofMinutes(10));
        List<Endpoint> seen = Stream.of(observed.split(" "))
                .filter(text -> !text.isEmpty())
                .map(text -> new Endpoint(IpAddress.parse(text), 40_000))
                .toList();
        if (expected.isEmpty()) {
            assertThat(mapping.flaw(seen)).isEmpty();
        } else {
            assertThat(mapping.flaw(seen).orElseThrow()).contains(expected);
        }
    }
}
