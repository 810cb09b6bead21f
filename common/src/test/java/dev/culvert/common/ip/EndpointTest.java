package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void text_hasBracketsAndScopeForIpv6() {
        assertThat(new Endpoint(IpAddress.parse("192.0.2.1"), 1)).hasToString("192.0.2.1:1");
        assertThat(new Endpoint(IpAddress.parse("2001:db8::1"), 65_535)).hasToString("[2001:db8::1]:65535");
        assertThat(new Endpoint(IpAddress.parse("fe80::1"), 7654, 3)).hasToString("[fe80::1%3]:7654");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void port_isOneThatCanBeSentTo(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Endpoint(IpAddress.parse("192.0.2.1"), port))
                .withMessage("port " + port + " is not between 1 and 65535");
    }

    @Test
    void of_keepsFamilyAndScope() throws UnknownHostException {
        byte[] linkLocal = IpAddress.parse("fe80::1").toInetAddress().getAddress();
        assertThat(Endpoint.of(new InetSocketAddress(Inet6Address.getByAddress("", linkLocal, 3), 5)))
                .isEqualTo(new Endpoint(IpAddress.parse("fe80::1"), 5, 3));
        assertThat(Endpoint.of(new InetSocketAddress("192.0.2.1", 5)))
                .isEqualTo(new Endpoint(IpAddress.parse("192.0.2.1"), 5));
    }
}
