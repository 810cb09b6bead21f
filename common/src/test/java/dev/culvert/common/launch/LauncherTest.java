package dev.culvert.common.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
    private static final int JAVA_8_CLASS_FILE = 52;

    @ParameterizedTest
    @CsvSource({"1.8, 1.8.0_402", "11, 11.0.22", "17, 17.0.15", "24, 24.0.2"})
    void olderJavaIsRefusedInOneLine(String specification, String full) {
        assertThat(Launcher.refusal(specification, full)).isEqualTo("Culvert needs Java 25 or newer; this is " + full);
    }

    @ParameterizedTest
    @CsvSource({"25, 25.0.3", "26, 26-ea"})
    void java25AndLaterAreAccepted(String specification, String full) {
        assertThat(Launcher.refusal(specification, full)).isNull();
    }

    @Test
    void launcherItselfLoadsOnJava8() throws IOException {
        try (InputStream in = Objects.requireNonNull(Launcher.class.getResourceAsStream("Launcher.class"));
                DataInputStream data = new DataInputStream(in)) {
            assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
            assertThat(data.readUnsignedShort()).isZero();
            assertThat(data.readUnsignedShort()).isEqualTo(JAVA_8_CLASS_FILE);
        }
    }
}
