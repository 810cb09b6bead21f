package dev.culvert.common.session;

import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;

/** Whose timers a session runs on; the messages are the same. */
public enum SessionKind {
    /** WireGuard's own: the other end may be any WireGuard device. */
    STOCK,
    /**
     * Between Culvert's programs: faster resends, since a relayed handshake crosses two legs; no keepalives, since
     * liveness is learnt by pings; new keys only for packets and requests.
     */
    CULVERT;

    /** The least time between two initiations. */
    long spacingNs() {
        return switch (this) {
            case STOCK -> Timing.REKEY_TIMEOUT_NS;
            case CULVERT -> Timing.INITIATION_SPACING_NS;
        };
    }

    /** From an initiation to its repetition, without jitter. */
    long resendNs(int initiationsSent) {
        return switch (this) {
            case STOCK -> Timing.REKEY_TIMEOUT_NS;
            case CULVERT ->
                initiationsSent > Limits.CULVERT_RESEND_DOUBLINGS
                        ? Timing.REKEY_TIMEOUT_NS
                        : Timing.CULVERT_RESEND_NS << (initiationsSent - 1);
        };
    }

    /** The most that is added to {@link #resendNs}. */
    long jitterNs(int initiationsSent) {
        return switch (this) {
            case STOCK -> Timing.REKEY_JITTER_NS;
            case CULVERT -> resendNs(initiationsSent) / Limits.CULVERT_RESEND_JITTER_DIVISOR;
        };
    }

    /** How long a handshake that nobody answers is tried. */
    long giveUpNs() {
        return switch (this) {
            case STOCK -> Timing.REKEY_ATTEMPT_NS;
            case CULVERT -> Timing.CULVERT_ATTEMPT_NS;
        };
    }
}
