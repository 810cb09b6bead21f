package dev.culvert.tun;

import static dev.culvert.tun.TestLink.prefixes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.culvert.tun.TunException.Reason;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that are refused before the system is touched. */
class TunConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "a2345678901234567", "a/b", "a b", "tun%d", "a:b", ".", "..", "tün", "a\tb", "a\0b", "tun\n"
            })
    void badName(String name) {
        assertRefused(TestLink.config(name, "10.213.0.1/24"), Reason.BAD_NAME, "interface name '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "culvert0", "a23456789012345", "...", "-", "wg.0_x"})
    void goodName(String name) {
        assertThatCode(() -> TestLink.config(name, "10.213.0.1/24").check()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"67,10.213.0.1/24", "65536,10.213.0.1/24", "0,10.213.0.1/24", "-1,10.213.0.1/24", "1279,fd00::1/64"})
    void badMtu(int mtu, String address) {
        assertRefused(withMtu(mtu, address), Reason.BAD_MTU, "MTU " + mtu + " is not in");
    }

    @ParameterizedTest
    @CsvSource({"68,10.213.0.1/24", "65535,10.213.0.1/24", "1280,fd00::1/64"})
    void goodMtu(int mtu, String address) {
        assertThatCode(() -> withMtu(mtu, address).check()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "127.0.0.1/8",
                "224.0.0.1/24",
                "10.0.0.0/24",
                "10.0.0.255/24",
                "255.255.255.255/16",
                "::/64",
                "::1/128",
                "ff02::1/64"
            })
    void badAddress(String address) {
        assertRefused(TestLink.config("cvt-t0", address), Reason.BAD_ADDRESS, "address ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/31", "10.0.0.1/31", "10.0.0.0/32", "10.0.0.255/16", "10.0.0.1/0", "fd00::/64"})
    void goodAddress(String address) {
        assertThatCode(() -> TestLink.config("cvt-t0", address).check()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 257})
    void badQueues(int queues) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TunConfig("cvt-t0", 1400, queues, false, List.of(), List.of()))
                .withMessageContaining("queues: " + queues);
    }

    private static TunConfig withMtu(int mtu, String address) {
        return new TunConfig("cvt-t0", mtu, 1, false, prefixes(address), List.of());
    }

    private static void assertRefused(TunConfig config, Reason reason, String words) {
        TunException e = catchThrowableOfType(TunException.class, config::check);
        assertThat(e.reason()).isEqualTo(reason);
        assertThat(e).hasMessageContaining(words);
    }
}
