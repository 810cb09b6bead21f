package dev.culvert.edge.portmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a mapping can be reached from the internet, by what the router and others say. */
class IsPublicTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.1,,true",
        "203.0.113.1,203.0.113.1,true",
        "203.0.113.1,203.0.113.2,false",
        "203.0.113.1,192.168.1.2,true",
        "203.0.113.1,2001:db8::1,true",
        "192.168.7.2,,false",
        "192.168.7.2,192.168.7.2,false",
        "100.64.3.2,203.0.113.1,false",
        "127.0.0.1,,false",
    })
    void isPublic(String external, String observed, boolean expected) {
        var mapping =
                new PortMapping(Protocol.UPNP, new Endpoint(IpAddress.parse(external), 7777), Duration.ofMinutes(10));
        assertThat(mapping.isPublic(
                        Optional.ofNullable(observed).map(text -> new Endpoint(IpAddress.parse(text), 40_000))))
                .isEqualTo(expected);
    }
}
