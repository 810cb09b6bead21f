package dev.culvert.common.time;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Comparator;

/**
 * A TAI64N label: 8 bytes of seconds from 2^62 before 1970 TAI, 4 bytes of nanoseconds, big-endian, so that byte order
 * is time order. Immutable.
 *
 * @param seconds the label's seconds field
 * @param nanos 0 to 999,999,999
 * @see <a href="https://cr.yp.to/libtai/tai64.html">TAI64N</a>
 */
public record Tai64n(long seconds, int nanos) implements Comparable<Tai64n> {
    /** Size of the label in bytes. */
    public static final int BYTES = 12;

    /** Unsigned, as the order of the bytes is. */
    private static final Comparator<Tai64n> ORDER = Comparator.comparing(Tai64n::seconds, Long::compareUnsigned)
            .thenComparing(Tai64n::nanos, Integer::compareUnsigned);
    /** 2^62, and the 10 s by which TAI was ahead of UTC in 1970; later leap seconds are not counted, as in WireGuard. */
    private static final long UNIX_EPOCH = (1L << 62) + 10;

    private static final int NANOS_PER_SECOND = 1_000_000_000;
    /** The low 24 bits are always zero: a label shall not tell a peer the clock's exact state. */
    private static final int STEP_NANOS = 1 << 24;

    /** The label of a wall-clock time, rounded down to {@code 2^24} ns (16.8 ms). */
    public static Tai64n of(Instant wallTime) {
        return new Tai64n(UNIX_EPOCH + wallTime.getEpochSecond(), wallTime.getNano() & -STEP_NANOS);
    }

    /** Reads 12 bytes. Any bytes are a label; those a peer sends are only ever compared. */
    public static Tai64n parse(byte[] label) {
        ByteBuffer buffer = ByteBuffer.wrap(label);
        return new Tai64n(buffer.getLong(), buffer.getInt());
    }

    /** The 12 bytes of the label. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(seconds).putInt(nanos).array();
    }

    /** The next label of the same rounding. */
    public Tai64n next() {
        int stepped = (nanos & -STEP_NANOS) + STEP_NANOS;
        return stepped < NANOS_PER_SECOND ? new Tai64n(seconds, stepped) : new Tai64n(seconds + 1, 0);
    }

    /** The label this many seconds later. */
    public Tai64n plusSeconds(long more) {
        return new Tai64n(seconds + more, nanos);
    }

    @Override
    public int compareTo(Tai64n other) {
        return ORDER.compare(this, other);
    }
}
