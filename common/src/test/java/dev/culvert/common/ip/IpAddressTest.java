package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpAddressTest {
    /** RFC 5952 section 4, with its own examples where it has some. */
    @ParameterizedTest
    @CsvSource({
        "2001:0db8::0001, 2001:db8::1", // 4.1 leading zeros
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1", // 4.2.1 as much as possible
        "2001:db8:0:0:0::1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // 4.2.2 not for one group
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // 4.2.3 the longest run
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1", // 4.2.3 of equal ones the first
        "2001:DB8::ABCD, 2001:db8::abcd", // 4.3 lower case
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:1::, 0:1::",
        "0:0:1:0:0:0:0:1, 0:0:1::1",
        "1:0:0:2:3:4:5:0, 1::2:3:4:5:0",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "0:2:3:4:5:6:7:0, 0:2:3:4:5:6:7:0",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::10.0.0.1, ::a00:1"
    })
    void ipv6Text_isTheOneOfRfc5952(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
        assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 0x0A000001", "255.255.255.255, -1", "0.0.0.0, 0", "128.1.2.3, -2147417597"})
    void ipv4Text(String text, String bits) {
        IpAddress address = IpAddress.parse(text);
        assertThat(address.ipv4Bits()).isEqualTo(Integer.decode(bits));
        assertThat(address).hasToString(text).isEqualTo(IpAddress.ofIpv4(Integer.decode(bits)));
        assertThat(address.isIpv4()).isTrue();
        assertThat(address.bits()).isEqualTo(32);
    }

    @Test
    void mappedForm_isTheIpv4AddressItself() throws UnknownHostException {
        assertThat(IpAddress.parse("::ffff:10.0.0.1")).isEqualTo(IpAddress.parse("10.0.0.1"));
        assertThat(new IpAddress(0, 0xFFFF0A000001L)).hasToString("10.0.0.1");
        assertThat(IpAddress.parse("10.0.0.1").toInetAddress()).isEqualTo(InetAddress.getByName("10.0.0.1"));
        for (String near : new String[] {"::fffe:10.0.0.1", "::1:ffff:10.0.0.1", "1::ffff:10.0.0.1"}) {
            assertThat(IpAddress.parse(near).isIpv4()).as(near).isFalse();
        }
    }

    @Test
    void anyAddress_survivesTextAndTheJdksForm() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            IpAddress address = new IpAddress(sparse(random), sparse(random));
            assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
            assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
        }
    }

    @Test
    void unspecified_isZeroOfEitherFamily() {
        assertThat(IpAddress.parse("0.0.0.0").isUnspecified()).isTrue();
        assertThat(IpAddress.parse("::").isUnspecified()).isTrue();
        assertThat(IpAddress.parse("::1").isUnspecified()).isFalse();
        assertThat(IpAddress.parse("1::").isUnspecified()).isFalse();
        assertThat(IpAddress.parse("0.0.0.1").isUnspecified()).isFalse();
    }

    /** Four groups, each zero as often as not. */
    private static long sparse(Random random) {
        long value = 0;
        for (int group = 0; group < 4; group++) {
            value = value << 16 | (random.nextBoolean() ? 0 : random.nextInt(1 << random.nextInt(1, 17)));
        }
        return value;
    }
}
