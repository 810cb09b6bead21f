package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, NONE",
        "0.1.2.3, NONE",
        "192.0.0.2, NONE",
        "192.0.1.1, PUBLIC",
        "224.0.0.1, NONE",
        "223.255.255.255, PUBLIC",
        "240.0.0.1, NONE",
        "255.255.255.255, NONE",
        "127.0.0.1, HOST",
        "169.254.1.1, LINK",
        "10.0.0.1, PRIVATE",
        "11.0.0.1, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.16.0.1, PRIVATE",
        "172.31.0.1, PRIVATE",
        "172.32.0.1, PUBLIC",
        "192.168.1.1, PRIVATE",
        "192.169.0.1, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.1, SHARED",
        "100.127.255.255, SHARED",
        "100.128.0.1, PUBLIC",
        "198.51.100.7, PUBLIC",
        "::, NONE",
        "::1, HOST",
        "fe80::1, LINK",
        "febf::1, LINK",
        "fec0::1, PUBLIC",
        "fc00::1, PRIVATE",
        "fdff::1, PRIVATE",
        "ff02::1, NONE",
        "2001:db8::1, PUBLIC",
    })
    void scope(String address, AddressScope scope) {
        assertThat(AddressScope.of(IpAddress.parse(address))).isEqualTo(scope);
        assertThat(IpAddress.parse(address).isPublic()).isEqualTo(scope == AddressScope.PUBLIC);
    }
}
