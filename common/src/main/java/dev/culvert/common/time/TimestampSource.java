package dev.culvert.common.time;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Labels for handshake initiations that only ever increase: over restarts, and when the wall clock goes back (a router
 * without a battery starts in 1970), because a peer refuses every initiation that is not later than the last.
 *
 * <p>Labels are used only up to a limit that was stored before, so a crash at any instant loses none. The limit is
 * raised well ahead and in the background; nothing here waits for a disk. Used by one thread.
 */
public final class TimestampSource {
    /** How far the stored limit is ahead of the labels used: two writes an hour while handshakes happen. */
    private static final long RESERVED_SECONDS = 3_600;

    private final Supplier<Instant> wallClock;
    private Tai64n last;
    private Tai64n limit;

    /**
     * A source whose labels are all later than what any earlier one with this limit can have used.
     *
     * @param storedLimit the limit that was stored last; for a new identity {@code Tai64n.of(Instant.EPOCH)}
     * @param wallClock the wall clock, right or wrong
     */
    public TimestampSource(Tai64n storedLimit, Supplier<Instant> wallClock) {
        this.wallClock = wallClock;
        this.last = storedLimit;
        this.limit = storedLimit;
    }

    /** A label later than all before it; the wall clock's time where that is allowed. */
    public Tai64n next() {
        Tai64n wall = Tai64n.of(wallClock.get());
        Tai64n step = last.next();
        // Past the limit only while the disk has refused for 200,000 handshakes: better connected than sure.
        last = wall.compareTo(step) > 0 && wall.compareTo(limit) <= 0 ? wall : step;
        return last;
    }

    /** The limit to store now, then to report with {@link #stored}; empty while the present one suffices. */
    public Optional<Tai64n> limitWanted() {
        Tai64n wall = Tai64n.of(wallClock.get());
        Tai64n base = wall.compareTo(last) > 0 ? wall : last;
        return base.plusSeconds(RESERVED_SECONDS / 2).compareTo(limit) <= 0
                ? Optional.empty()
                : Optional.of(base.plusSeconds(RESERVED_SECONDS));
    }

    /** A limit is on disk: labels up to it may be used. */
    public void stored(Tai64n storedLimit) {
        limit = storedLimit;
    }

    /** The last label used: what a clean stop stores, so that the next start is not ahead of the clock. */
    public Tai64n last() {
        return last;
    }
}
