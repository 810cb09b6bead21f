package dev.culvert.tun;

import java.io.IOException;
import java.io.Serial;

/** A step of opening, changing or closing a TUN device failed. The message names the step, the cause and the remedy. */
public final class TunException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, for choosing an exit code. */
    public enum Reason {
        /** {@code /dev/net/tun} is missing, or no driver stands behind it. */
        NO_DEVICE_NODE,
        /** The process lacks CAP_NET_ADMIN, or may not open {@code /dev/net/tun}. */
        NO_PERMISSION,
        /** An interface of this name exists. */
        NAME_TAKEN,
        /** The kernel accepts no interface of this name. */
        BAD_NAME,
        /** An address cannot belong to a host. */
        BAD_ADDRESS,
        /** The MTU is out of range. */
        BAD_MTU,
        /** An address or its network is in use on another interface. */
        ADDRESS_IN_USE,
        /** A route to the same network exists. */
        ROUTE_IN_USE,
        /** Anything else; the message says what. */
        OTHER
    }

    private final Reason reason;

    TunException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What kind of failure this is. */
    public Reason reason() {
        return reason;
    }

    /** The failure of {@code step} with {@code errno}, where the only known special case is a missing permission. */
    static TunException ofErrno(String step, int errno) {
        return ofErrno(step, errno, "", Reason.OTHER, "");
    }

    /**
     * The failure of {@code step} with {@code errno}.
     *
     * @param kernelText the kernel's own explanation, or empty
     * @param reason used unless a permission is missing
     * @param remedy what to do about that reason, or empty
     */
    static TunException ofErrno(String step, int errno, String kernelText, Reason reason, String remedy) {
        boolean forbidden = errno == Errno.EPERM;
        String advice = forbidden ? "CAP_NET_ADMIN is needed: run as root or give the capability" : remedy;
        String message = step
                + ": "
                + Errno.text(errno)
                + (kernelText.isEmpty() ? "" : ", the kernel says: " + kernelText)
                + (advice.isEmpty() ? "" : "; " + advice);
        return new TunException(forbidden ? Reason.NO_PERMISSION : reason, message);
    }
}
