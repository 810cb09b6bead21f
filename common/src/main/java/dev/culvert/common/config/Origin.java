package dev.culvert.common.config;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Path;

/**
 * Where a value was written: it opens every message about the value and decides the exit code.
 *
 * @param place such as "--mtu" or "/etc/culvert/edge.toml line 3, mtu"
 * @param code of a program that ends because of the value
 */
public record Origin(String place, ExitCode code) {

    /** An option of the command line. */
    public static Origin option(String name) {
        return new Origin(name, ExitCode.USAGE);
    }

    /** A line of a configuration file. */
    public static Origin line(Path file, int line) {
        return new Origin(file + " line " + line, ExitCode.BAD_CONFIGURATION);
    }

    /** Whether it was no file. */
    public boolean isCommandLine() {
        return code == ExitCode.USAGE;
    }

    /** A part of what is here. */
    public Origin at(String key) {
        return new Origin(place + ", " + key, code);
    }

    /** The end of a program that cannot use the value; {@code why} says what to write instead. */
    public ExitException refuse(String why) {
        return new ExitException(code, place + ": " + why);
    }
}
