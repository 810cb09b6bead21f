package dev.culvert.common.ops;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns what the file system refused into a line that names the file, and the exit code. */
final class FileFailure {
    private FileFailure() {}

    /** {@code doing} is such as "write"; the message reads "cannot write FILE: why". */
    static ExitException of(String doing, Path file, IOException failure) {
        String start = "cannot " + doing + " " + file + ": ";
        String reason = reason(failure);
        if (failure instanceof AccessDeniedException || reason.equals("Operation not permitted")) {
            return new ExitException(
                    ExitCode.NO_PERMISSION,
                    start + "permission denied: run as root, or as the user that owns it",
                    failure);
        }
        if (reason.equals("No space left on device")) {
            return new ExitException(
                    ExitCode.UNAVAILABLE, start + "no space left on its file system: free some", failure);
        }
        return new ExitException(ExitCode.UNAVAILABLE, start + reason, failure);
    }

    private static String reason(IOException failure) {
        @Nullable
        String reason =
                failure instanceof FileSystemException structured ? structured.getReason() : failure.getMessage();
        if (reason == null) {
            return failure instanceof NoSuchFileException
                    ? "no such file or directory"
                    : failure.getClass().getSimpleName();
        }
        return reason;
    }
}
