package dev.culvert.common.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineLayoutTest {
    @TempDir
    private Path directory;

    private static LoggingEvent event(Level level, String message, @Nullable Throwable thrown) {
        Logger logger = new LoggerContext().getLogger("test");
        return new LoggingEvent("test", logger, level, message, thrown, null);
    }

    @Test
    void aTerminalGetsTimeAndLevel() {
        assertThat(new LineLayout(false).doLayout(event(Level.INFO, "up", null)))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  up\n");
    }

    @Test
    void theJournalGetsThePriority() {
        LineLayout layout = new LineLayout(true);

        assertThat(layout.doLayout(event(Level.ERROR, "a", null))).isEqualTo("<3>a\n");
        assertThat(layout.doLayout(event(Level.WARN, "a", null))).isEqualTo("<4>a\n");
        assertThat(layout.doLayout(event(Level.INFO, "a", null))).isEqualTo("<6>a\n");
        assertThat(layout.doLayout(event(Level.DEBUG, "a", null))).isEqualTo("<7>a\n");
    }

    @Test
    void noTextForgesASecondLine() {
        Exception thrown = new IOException("one\ntwo");

        assertThat(new LineLayout(true).doLayout(event(Level.WARN, "a\n<3>b", thrown)))
                .isEqualTo("<4>a <3>b: IOException: one two\n");
    }

    @Test
    void debugLinesShowTheStack() {
        String text = new LineLayout(true).doLayout(event(Level.DEBUG, "a", new IOException("x")));

        assertThat(text.lines()).hasSizeGreaterThan(1).allMatch(line -> line.startsWith("<7>"));
    }

    @Test
    void theJournalIsKnownByItsInodeAlone() throws IOException {
        Path stderr = Files.createFile(directory.resolve("stderr"));
        String here = Files.getAttribute(stderr, "unix:dev") + ":" + Files.getAttribute(stderr, "unix:ino");

        assertThat(LineLayout.isJournal(Map.of("JOURNAL_STREAM", here), stderr)).isTrue();
        assertThat(LineLayout.isJournal(Map.of("JOURNAL_STREAM", "8:1"), stderr))
                .isFalse();
        assertThat(LineLayout.isJournal(Map.of(), stderr)).isFalse();
    }
}
