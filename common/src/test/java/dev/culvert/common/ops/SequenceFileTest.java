package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.common.record.Sequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceFileTest {
    @TempDir
    private Path temporary;

    private StateDirectory directory;

    @BeforeEach
    void open() throws ExitException {
        directory = StateDirectory.open(temporary.resolve("state"));
    }

    @Test
    void eachStartIsAboveAllBefore() throws ExitException {
        long last = 0;
        for (int start = 0; start < 5; start++) {
            Sequences sequences = SequenceFile.in(directory).open();
            assertThat(sequences.limitWanted()).as("reserved at start").isEmpty();
            for (int i = 0; i < 3; i++) {
                long next = sequences.next();
                assertThat(next).isGreaterThan(last);
                last = next;
            }
        }
    }

    @Test
    void aCleanStopWastesNone() throws ExitException {
        SequenceFile file = SequenceFile.in(directory);
        Sequences sequences = file.open();
        sequences.next();
        file.store(sequences.last());

        assertThat(file.open().next()).isEqualTo(2);
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        for (String damaged : new String[] {"", "x", "-1", "9223372036854775808"}) {
            Files.writeString(directory.file("record-sequence-limit"), damaged);
            assertThatThrownBy(() -> SequenceFile.in(directory).open())
                    .as(damaged)
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("record-sequence-limit is damaged: delete it");
        }
    }
}
