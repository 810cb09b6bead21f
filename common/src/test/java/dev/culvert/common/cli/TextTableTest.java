package dev.culvert.common.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTableTest {
    @Test
    void aColumnThatIsEmptyInAllRowsIsLeftOut() {
        assertThat(TextTable.render(
                        List.of("A", "B", "LONG"), List.of(List.of("first", "", "x"), List.of("second", "", ""))))
                .isEqualTo("A       LONG\nfirst   x\nsecond");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1536,1.5 KiB",
        "102348,99.9 KiB",
        "102400,100 KiB",
        "1073741824,1.0 GiB",
        "9223372036854775807,8.0 EiB"
    })
    void bytes(long count, String text) {
        assertThat(TextTable.bytes(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0s ago", "59,59s ago", "60,1m ago", "3599,59m ago", "3600,1h ago", "172799,47h ago", "172800,2d ago"
    })
    void ago(long seconds, String text) {
        assertThat(TextTable.ago(OptionalLong.of(seconds))).isEqualTo(text);
        assertThat(TextTable.ago(OptionalLong.empty())).isEqualTo("never");
    }
}
