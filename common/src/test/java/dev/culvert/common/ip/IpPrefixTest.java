package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPrefixTest {
    @Test
    void parse_keepsHostBits_andTakesASingleAddress() {
        assertThat(IpPrefix.parse("10.0.0.1/24")).isEqualTo(new IpPrefix(IpAddress.parse("10.0.0.1"), 24));
        assertThat(IpPrefix.parse("10.0.0.1")).hasToString("10.0.0.1/32");
        assertThat(IpPrefix.parse("fd00::1")).hasToString("fd00::1/128");
        assertThat(IpPrefix.parse("::/0")).hasToString("::/0");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/33, not between 0 and 32",
        "fd00::1/129, not between 0 and 128",
        "10.0.0.1/, no prefix length",
        "10.0.0.1/-1, no prefix length",
        "10.0.0.1/+1, no prefix length",
        "10.0.0.1/x, no prefix length",
        "10.0.0.1/24/24, no prefix length",
        "10.0.0.1/1000, no prefix length",
        "10.0.0.1/255.255.255.0, no prefix length",
        "/24, not an IP address",
        "host/24, not an IP address",
        "10.0.0/24, not an IP address",
        "10.0.0.256/24, not an IP address"
    })
    void parse_saysWhatItRefuses(String text, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpPrefix.parse(text))
                .withMessageContaining(why)
                .withMessageContaining(text.substring(0, text.indexOf('/')));
    }

    /** The last five are those that the kernel's allowed-address self-test reads back. */
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/32, 10.1.2.3/32",
        "10.1.2.3/24, 10.1.2.0/24",
        "10.1.255.255/17, 10.1.128.0/17",
        "10.1.2.3/0, 0.0.0.0/0",
        "255.255.255.255/1, 128.0.0.0/1",
        "fd00::ffff/127, fd00::fffe/127",
        "ffff:ffff:ffff:ffff:ffff::/65, ffff:ffff:ffff:ffff:8000::/65",
        "ffff:ffff:ffff:ffff:ffff::/64, ffff:ffff:ffff:ffff::/64",
        "ffff:ffff:ffff:ffff:ffff::/63, ffff:ffff:ffff:fffe::/63",
        "ffff::1/0, ::/0",
        "192.95.5.93/27, 192.95.5.64/27",
        "2607:5300:6000:6b00::c05f:543/128, 2607:5300:6000:6b00::c05f:543/128",
        "10.1.0.20/29, 10.1.0.16/29",
        "2607:5300:6d8a:6bf8:dab1:f1df:c05f:1523/83, 2607:5300:6d8a:6bf8:dab1:e000::/83",
        "2607:5300:6d8a:6bf8:dab1:f1df:c05f:1523/21, 2607:5000::/21"
    })
    void network_hasNoHostBits(String prefix, String network) {
        assertThat(IpPrefix.parse(prefix).network()).hasToString(network);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/24, 10.0.0.0, true",
        "10.0.0.1/24, 10.0.0.255, true",
        "10.0.0.1/24, 10.0.1.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "::/0, ffff::, true",
        "::/96, ::10.0.0.1, true",
        "fd00::/64, fd00::ffff:ffff:ffff:ffff, true",
        "fd00::/64, fd00:0:0:1::, false"
    })
    void contains_withinAFamily(String prefix, String address, boolean contained) {
        assertThat(IpPrefix.parse(prefix).contains(IpAddress.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/24, 10.0.0.200/32, true",
        "10.0.0.1/24, 10.0.1.1/24, false",
        "10.0.0.1/8, 10.0.1.1/24, true",
        "0.0.0.0/0, ::/0, false",
        "::/0, fd00::1/64, true",
        "fd00::1/63, fd00:0:0:1::1/64, true"
    })
    void overlaps_eitherWayRound(String one, String other, boolean overlap) {
        assertThat(IpPrefix.parse(one).overlaps(IpPrefix.parse(other))).isEqualTo(overlap);
        assertThat(IpPrefix.parse(other).overlaps(IpPrefix.parse(one))).isEqualTo(overlap);
    }
}
