package dev.culvert.common.session;

import dev.culvert.common.time.Timing;

/**
 * When a session's keys are renewed by time or count: by their initiator, where something worth it was sent or received.
 * Conductor thread.
 */
final class RekeyRule {
    private final SessionKind kind;
    private final Activity activity;
    private boolean doneOnReceive;

    RekeyRule(SessionKind kind, Activity activity) {
        this.kind = kind;
        this.activity = activity;
    }

    /** New keys were made: all counts anew. */
    void handshakeDone() {
        doneOnReceive = false;
    }

    /**
     * Whether new keys are due.
     *
     * @param yields whether the other end, initiator too, is to be the first
     */
    boolean isDue(Keypair<?> current, boolean yields) {
        if (current.isDueForRekeyByCount()) {
            return true;
        }
        if (!current.isInitiator()) {
            return false;
        }
        long afterNs = Timing.REKEY_AFTER_NS + (yields ? Timing.REKEY_TIMEOUT_NS : 0);
        if (Activity.isAtLeast(lastSentNs(), current.createdNs() + afterNs)) {
            return true;
        }
        if (!doneOnReceive && Activity.isAtLeast(lastReceivedNs(), current.createdNs() + Timing.REKEY_ON_RECEIVE_NS)) {
            doneOnReceive = true;
            return true;
        }
        return false;
    }

    private long lastSentNs() {
        return kind == SessionKind.STOCK ? activity.lastMessageSentNs() : activity.lastDataSentNs();
    }

    private long lastReceivedNs() {
        return kind == SessionKind.STOCK ? activity.lastMessageReceivedNs() : activity.lastDataReceivedNs();
    }
}
