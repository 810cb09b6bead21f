package dev.culvert.common.config;

import dev.culvert.common.ops.ExitException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;

/** Turns single values from text into types; each refusal says what to write instead. */
public final class Values {
    private Values() {}

    /**
     * What a parser that throws IllegalArgumentException makes of the text.
     *
     * @throws ExitException with the parser's own words if it refuses
     */
    public static <T> T parsed(Setting setting, Function<String, T> parser) throws ExitException {
        try {
            return parser.apply(setting.text());
        } catch (IllegalArgumentException e) {
            throw setting.origin().refuse(String.valueOf(e.getMessage()));
        }
    }

    /**
     * A whole number.
     *
     * @throws ExitException if it is none, or out of bounds
     */
    public static int number(Setting setting, int min, int max) throws ExitException {
        return number(setting, min, max, "number");
    }

    /**
     * A time span.
     *
     * @throws ExitException if it is no whole number of seconds, or out of bounds
     */
    public static int seconds(Setting setting, int min, int max) throws ExitException {
        return number(setting, min, max, "number of seconds");
    }

    private static int number(Setting setting, int min, int max, String what) throws ExitException {
        String text = setting.text();
        long value = text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
        if (value < min || value > max) {
            throw setting.origin().refuse("'" + text + "' is not a " + what + " from " + min + " to " + max);
        }
        return (int) value;
    }

    /**
     * A path; whether anything is there is not checked.
     *
     * @throws ExitException if no file system could have it
     */
    public static Path path(Setting setting) throws ExitException {
        try {
            return Path.of(setting.text());
        } catch (InvalidPathException e) {
            throw setting.origin().refuse("not a path: " + e.getReason());
        }
    }
}
