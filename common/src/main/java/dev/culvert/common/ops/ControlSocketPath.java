package dev.culvert.common.ops;

import java.nio.charset.Charset;
import java.nio.file.Path;

/** The control socket's path, short enough for the kernel. */
final class ControlSocketPath {
    /** {@code sun_path} of unix(7) has 108 bytes, the last one zero. */
    private static final int MAX_BYTES = 107;

    private ControlSocketPath() {}

    static Path checked(StateDirectory directory) throws ExitException {
        Path socket = directory.file(ControlServer.SOCKET);
        int bytes = socket.toString().getBytes(Charset.defaultCharset()).length;
        if (bytes > MAX_BYTES) {
            throw new ExitException(
                    ExitCode.BAD_CONFIGURATION,
                    "control socket " + socket + " has a path of " + bytes + " bytes, and " + MAX_BYTES
                            + " is the limit: choose a shorter --state-dir");
        }
        return socket;
    }
}
