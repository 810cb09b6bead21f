package dev.culvert.common.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line an event: "12:00:01.234 INFO  text", or "&lt;6&gt;text" for the journal, which keeps time and priority
 * itself (sd-daemon(3)). A stack trace follows where debug lines are shown, each line under the same prefix; elsewhere
 * a failure is one more clause of the line.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final boolean journal;

    LineLayout(boolean journal) {
        this.journal = journal;
    }

    /**
     * Whether standard error is the journal: {@code JOURNAL_STREAM} holds its device and inode (systemd.exec(5)). The
     * variable alone proves nothing, children inherit it.
     *
     * @param standardError such as /proc/self/fd/2
     */
    static boolean isJournal(Map<String, String> environment, Path standardError) {
        @Nullable String stream = environment.get("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            return stream.equals(Files.getAttribute(standardError, "unix:dev") + ":"
                    + Files.getAttribute(standardError, "unix:ino"));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String prefix = prefix(event);
        StringBuilder text = new StringBuilder(prefix).append(oneLine(event.getFormattedMessage()));
        @Nullable IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text.append(": ").append(describe(thrown));
            if (event.getLevel() == Level.DEBUG) {
                for (StackTraceElementProxy frame : thrown.getStackTraceElementProxyArray()) {
                    text.append('\n').append(prefix).append("    ").append(frame.getSTEAsString());
                }
            }
        }
        return text.append('\n').toString();
    }

    private String prefix(ILoggingEvent event) {
        return journal
                ? "<" + priority(event.getLevel()) + ">"
                : "%s %-5s ".formatted(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())), event.getLevel());
    }

    /** syslog(3)'s levels. */
    private static int priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }

    private static String describe(IThrowableProxy thrown) {
        String simple = thrown.getClassName().substring(thrown.getClassName().lastIndexOf('.') + 1);
        return thrown.getMessage() == null ? simple : simple + ": " + oneLine(thrown.getMessage());
    }

    /** A peer's bytes or a file's name must not forge a second line. */
    private static String oneLine(String text) {
        return text.replaceAll("\\R", " ");
    }
}
