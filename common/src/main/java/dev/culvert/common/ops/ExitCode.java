package dev.culvert.common.ops;

/** How a program ends, by the numbers of BSD's sysexits.h, so that scripts and systemd can tell the reasons apart. */
public enum ExitCode {
    /** Done, or stopped by SIGTERM or SIGINT. */
    OK(0),
    /** The command line is wrong. */
    USAGE(64),
    /** Something needed is not there now: a port, a device, a running edge, space on the disk. */
    UNAVAILABLE(69),
    /** A defect of the program itself. */
    SOFTWARE(70),
    /** A capability or a permission is missing. */
    NO_PERMISSION(77),
    /** The configuration file, or a file that the configuration names, is wrong. */
    BAD_CONFIGURATION(78);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** The process's exit status. */
    public int status() {
        return status;
    }
}
