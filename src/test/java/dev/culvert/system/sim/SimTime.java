package dev.culvert.system.sim;

import dev.culvert.common.time.Tai64n;
import dev.culvert.common.time.TimestampSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of simulations; only its progress matters. */
final class SimTime {
    private static final Instant WALL_START = Instant.parse("2026-01-01T00:00:00Z");

    private SimTime() {}

    /** The time of day. */
    static InstantSource wall(SimNetwork network) {
        return () -> WALL_START.plusNanos(network.nowNs());
    }

    /** Handshake timestamps that follow the simulated clock, with a year of them reserved. */
    static TimestampSource timestamps(SimNetwork network) {
        TimestampSource timestamps = new TimestampSource(Tai64n.of(Instant.EPOCH), wall(network)::instant);
        timestamps
                .limitWanted()
                .ifPresent(limit ->
                        timestamps.stored(limit.plusSeconds(Duration.ofDays(365).toSeconds())));
        return timestamps;
    }
}
