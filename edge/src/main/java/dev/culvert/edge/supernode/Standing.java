package dev.culvert.edge.supernode;

import dev.culvert.edge.status.SupernodeState;
import org.jspecify.annotations.Nullable;

/**
 * Where a link stands. Beside the phase is what went wrong: {@code unreachable} or {@code refused} until the next
 * Registered, so that trying again is no change of state. Conductor thread.
 */
final class Standing {
    private Phase phase = Phase.RESOLVING;
    private @Nullable SupernodeState trouble;
    private String words = "";
    private final Runnable changed;

    /** {@code changed}: run when status shows something else. */
    Standing(Runnable changed) {
        this.changed = changed;
    }

    Phase phase() {
        return phase;
    }

    boolean is(Phase other) {
        return phase == other;
    }

    /** As status shows it. */
    SupernodeState state() {
        if (phase == Phase.REGISTERED) {
            return SupernodeState.REGISTERED;
        }
        return trouble == null ? SupernodeState.CONNECTING : trouble;
    }

    /** Why, or "". */
    String words() {
        return words;
    }

    /** The next step of the same attempt, or the next attempt. */
    void enter(Phase next) {
        enter(next, trouble, words);
    }

    /** A member: nothing is wrong any more. */
    void enterRegistered() {
        enter(Phase.REGISTERED, null, "");
    }

    /** Something went wrong. */
    void enter(Phase next, @Nullable SupernodeState nextTrouble, String nextWords) {
        SupernodeState before = state();
        boolean otherWords = !words.equals(nextWords);
        phase = next;
        trouble = nextTrouble;
        words = nextWords;
        if (state() != before || (trouble != null && otherWords)) {
            changed.run();
        }
    }
}
