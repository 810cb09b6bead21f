package dev.culvert.common.cli;

import dev.culvert.common.ops.ExitCode;
import dev.culvert.common.ops.ExitException;
import java.nio.file.Path;

/**
 * Where the native libraries in the jar are unpacked to be loaded: the state directory, which nobody else can write to,
 * rather than /tmp, from which hardened hosts load nothing.
 */
public final class NativeLibraries {
    private static final String JNA = "jna.tmpdir";
    private static final String NETTY = "io.netty.native.workdir";

    private NativeLibraries() {}

    /**
     * A start, in the course of which native libraries are loaded.
     *
     * @param <T> what has started then
     */
    public interface Start<T> {
        /** Starts. */
        T run() throws ExitException;
    }

    /** Before the first native call. What is set on Java's command line stays. */
    public static void unpackInto(Path directory) {
        for (String property : new String[] {JNA, NETTY}) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, directory.toString());
            }
        }
    }

    /**
     * Runs a start.
     *
     * @throws ExitException what the start throws, or if a library cannot be loaded
     */
    public static <T> T loading(Start<T> start) throws ExitException {
        try {
            return start.run();
        } catch (LinkageError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new ExitException(
                    ExitCode.UNAVAILABLE,
                    "cannot load a native library: " + cause.getMessage()
                            + "; if its directory is mounted noexec, choose others with -D" + JNA + "=DIR -D" + NETTY
                            + "=DIR before -jar",
                    e);
        }
    }
}
