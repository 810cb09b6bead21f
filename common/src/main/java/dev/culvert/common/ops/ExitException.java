package dev.culvert.common.ops;

/**
 * Ends the program: carries the exit code and the one line that tells the operator what is wrong and what to do.
 * Checked, so that whoever acquired something undoes it on the way out.
 */
public final class ExitException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /** An end with this code; the message is one line, names the thing and says what to do. */
    public ExitException(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    /** The same with the failure behind it, which is shown with {@code -v} only. */
    public ExitException(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The code to exit with. */
    public ExitCode code() {
        return code;
    }
}
