package dev.culvert.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.common.ip.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @Test
    void readsNamesAndLiterals() {
        assertThat(HostPort.parse("vpn.example.org:51820")).isEqualTo(new HostPort("vpn.example.org", 51820));
        assertThat(HostPort.parse("vpn.example.org:51820").literal()).isEmpty();
        assertThat(HostPort.parse("192.0.2.1:1").literal()).contains(IpAddress.parse("192.0.2.1"));
        assertThat(HostPort.parse("[2001:db8::1]:65535").literal()).contains(IpAddress.parse("2001:db8::1"));
        assertThat(HostPort.parse("[fe80::1%eth0]:7").host()).isEqualTo("fe80::1%eth0");
        assertThat(HostPort.parse("[fe80::1%eth0]:7").literal()).contains(IpAddress.parse("fe80::1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vpn.example.org:51820", "192.0.2.1:1", "[2001:db8::1]:65535", "a_b.c-d.:9"})
    void printsAsItWasWritten(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "host,has no port",
        "host:,has no port between 1 and 65535",
        "host:0,has no port between 1 and 65535",
        "host:65536,has no port between 1 and 65535",
        "host:http,has no port between 1 and 65535",
        ":51820,has no port",
        "2001:db8::1:51820,has an IPv6 address without brackets",
        "[2001:db8::1],has no port",
        "[2001:db8::g]:1,has no valid host name or address",
        "[192.0.2.1]:1,has no valid host name or address",
        "192.0.2.256:1,has no valid host name or address",
        "10.0.1:1,has no valid host name or address",
        "-host:1,has no valid host name or address",
        "ho st:1,has no valid host name or address",
        "a..b:1,has no valid host name or address",
        "0.0.0.0:1,is not the address of one host",
        "[::]:1,is not the address of one host",
        "224.0.0.1:1,is not the address of one host",
    })
    void refusesOthers(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessage("'" + text + "' " + why
                        + ": write HOST:PORT, such as vpn.example.org:51820 or [2001:db8::1]:51820");
    }
}
