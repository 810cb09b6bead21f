package dev.culvert.common.session;

import java.time.Duration;
import java.time.Instant;

/**
 * Time that passes when told to. It starts where a long is about to overflow, because protocol time is compared by
 * subtraction only.
 */
final class VirtualTime {
    private static final long START_NS = Long.MAX_VALUE - Duration.ofSeconds(60).toNanos();
    private static final Instant WALL_START = Instant.parse("2026-01-01T00:00:00Z");

    private long elapsedNs;

    long nowNs() {
        return START_NS + elapsedNs;
    }

    Instant wall() {
        return WALL_START.plusNanos(elapsedNs);
    }

    /** Since the start. */
    Duration elapsed() {
        return Duration.ofNanos(elapsedNs);
    }

    void pass(Duration duration) {
        elapsedNs += duration.toNanos();
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }
}
