package dev.culvert.common.record;

import dev.culvert.common.time.Timing;
import java.util.OptionalLong;

/**
 * Sequence numbers that only ever increase, over restarts too: they are used up to a limit that was stored before. The
 * limit is raised ahead of need and in the background; nothing here waits for a disk. Used by one thread.
 */
public final class Sequences {
    private long last;
    private long limit;

    /**
     * Numbers above all that an earlier source with this limit can have used.
     *
     * @param storedLimit the limit that was stored last; 0 for a new identity
     */
    public Sequences(long storedLimit) {
        last = storedLimit;
        limit = storedLimit;
    }

    /** A number above all before it, 1 to 2^63 − 1. */
    public long next() {
        // Past the limit only while a jump, or the disk, has kept it behind. If a crash follows, the next start's
        // record is
        // refused as stale, with the number held: better connected than sure.
        last = Math.addExact(last, 1);
        return last;
    }

    /**
     * Goes on above the sequence of a record that somebody holds, as after a restored backup.
     *
     * @return false if that is too far ahead to be believed; nothing has changed
     */
    public boolean above(long held) {
        if (held < 0 || held - last > Timing.SEQUENCE_JUMP) {
            return false;
        }
        last = Math.max(last, held);
        return true;
    }

    /** The limit to store now, then to report with {@link #stored}; nothing while the present one suffices. */
    public OptionalLong limitWanted() {
        return limit - last > Timing.SEQUENCE_RESERVE / 2
                ? OptionalLong.empty()
                : OptionalLong.of(last + Timing.SEQUENCE_RESERVE);
    }

    /** A limit is on disk: numbers up to it may be used. */
    public void stored(long storedLimit) {
        limit = storedLimit;
    }

    /** The last number used: what a clean stop stores. */
    public long last() {
        return last;
    }
}
