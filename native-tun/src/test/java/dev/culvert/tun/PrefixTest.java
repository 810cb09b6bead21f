package dev.culvert.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/24, 10.1.2.0/24",
        "10.1.2.3/20, 10.1.0.0/20",
        "10.1.2.3/0, 0.0.0.0/0",
        "10.1.2.3/32, 10.1.2.3/32",
        "10.1.255.255/17, 10.1.128.0/17",
        "fd00:1:2:3::4/50, fd00:1:2::/50",
        "fd00::ffff/127, fd00::fffe/127"
    })
    void network_clearsTheBitsAfterTheLength(String prefix, String network) {
        assertThat(Prefix.parse(prefix).network()).isEqualTo(Prefix.parse(network));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/24, 10.0.0.200/32, true",
        "10.0.0.1/24, 10.0.1.1/24, false",
        "10.0.0.1/8, 10.0.1.1/24, true",
        "0.0.0.0/0, 192.0.2.1/32, true",
        "0.0.0.0/0, fd00::1/64, false",
        "fd00::1/64, fd00:0:0:1::1/64, false",
        "fd00::1/63, fd00:0:0:1::1/64, true"
    })
    void overlaps_inBothDirections(String one, String other, boolean overlap) {
        assertThat(Prefix.parse(one).overlaps(Prefix.parse(other))).isEqualTo(overlap);
        assertThat(Prefix.parse(other).overlaps(Prefix.parse(one))).isEqualTo(overlap);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.0.0.1/33",
                "10.0.0.1/-1",
                "10.0.0.1/x",
                "10.0.0.1/",
                "/24",
                "localhost/8",
                "::1/129"
            })
    void parse_namesWhatItRefuses(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Prefix.parse(text))
                .withMessageStartingWith(text);
    }
}
