package dev.culvert.system.bench;

import dev.culvert.system.lab.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The systemd units that ship: who runs Culvert as a service runs it with their options of {@code java}. */
final class UnitFile {
    private static final Pattern START = Pattern.compile("(?m)^ExecStart=\\S*java\\b(.*?) -jar ");

    private UnitFile() {}

    /** The options of {@code java} in this unit of scripts/systemd. */
    static List<String> javaOptions(String unit) {
        try {
            return parse(Files.readString(Repository.file("scripts/systemd/" + unit)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> parse(String unit) {
        // A line that ends with a backslash goes on in the next: systemd.syntax(7).
        Matcher start = START.matcher(unit.replaceAll("\\\\\\R\\s*", ""));
        if (!start.find()) {
            throw new AssertionError("the unit has no 'ExecStart=java … -jar'");
        }
        String options = start.group(1).strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+", -1));
    }
}
