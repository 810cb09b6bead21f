package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are addresses: a mistyped one must not become another host's. */
class IpAddressShapeTest {
    @Test
    void literalsOfBothFamiliesAreRead() {
        assertThat(IpAddress.parse("10.0.0.1")).hasToString("10.0.0.1");
        assertThat(IpAddress.parse("FD00::1")).hasToString("fd00::1");
        assertThat(IpAddress.parse("::ffff:10.0.0.1")).hasToString("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.1",
                "10.0.1",
                "10.0.0.256",
                "10.0.0.1.2",
                "localhost",
                "fe80::1%lo",
                "[::1]",
                "1::2::3",
                "::g"
            })
    void othersAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text))
                .withMessage("'" + text + "' is not an IP address (such as 10.0.0.1 or fd00::1)");
    }
}
