package dev.culvert.system.bench;

/** Something cannot be measured here; the message says why in one line. */
final class LeftOutException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    LeftOutException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /** Why, in one line. */
    String reason() {
        return reason;
    }
}
