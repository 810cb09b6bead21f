package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes in a file: as they were written, or not at all. */
class ChecksummedFileTest {
    private static final byte[] BYTES = "something worth keeping".getBytes(StandardCharsets.UTF_8);

    private final StateDirectory state;
    private final ChecksummedFile file;

    ChecksummedFileTest(@TempDir Path directory) throws ExitException {
        state = StateDirectory.open(directory.resolve("state"));
        file = new ChecksummedFile(state, "things", "things-1");
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        assertThat(file.read()).isEmpty();
        file.write(new byte[0]);
        assertThat(file.read().orElseThrow()).isEmpty();
        file.write(BYTES);
        assertThat(file.read().orElseThrow()).isEqualTo(BYTES);
    }

    @Test
    void anythingElseIsDamage() throws Exception {
        file.write(BYTES);
        byte[] whole = Files.readAllBytes(state.file("things"));
        for (int at : List.of(0, 8, 10, 25, whole.length - 1)) {
            byte[] altered = whole.clone();
            altered[at] ^= (byte) 0x81;
            Files.write(state.file("things"), altered);
            assertThatThrownBy(file::read).as("byte %d", at).isInstanceOf(ChecksummedFile.DamagedException.class);
        }
        file.write(BYTES);
        assertThatThrownBy(new ChecksummedFile(state, "things", "things-2")::read)
                .isInstanceOf(ChecksummedFile.DamagedException.class);
    }

    @Test
    void damagedFileCanBeSetAside() throws Exception {
        file.write(BYTES);
        Path aside = state.setAside("things");
        assertThat(aside).exists();
        assertThat(file.read()).isEmpty();
        assertThatThrownBy(() -> state.setAside("things")).hasMessageContaining("things");
    }
}
