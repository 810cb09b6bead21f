package dev.culvert.edge.path;

import dev.culvert.common.time.Timing;
import java.util.concurrent.TimeUnit;

/**
 * How often something is sent by an idle direct path, so that the NATs on its way keep it open. Immutable.
 *
 * @param intervalNs nanoseconds between two of these packets
 * @param adaptive whether it becomes shorter where a NAT has forgotten a path sooner
 */
public record Keepalive(long intervalNs, boolean adaptive) {
    /** Seconds that a user may choose at least. */
    public static final int LEAST_SECONDS = 10;
    /** Seconds that a user may choose at most. */
    public static final int MOST_SECONDS = 60;
    /** What an edge does that is told nothing. */
    public static final Keepalive USUAL = new Keepalive(Timing.PATH_REFRESH_NS, true);

    /** Always the same. */
    public static Keepalive fixed(int seconds) {
        return new Keepalive(TimeUnit.SECONDS.toNanos(seconds), false);
    }
}
