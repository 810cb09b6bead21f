package dev.culvert.edge.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.time.Timing;

/** How many HINTs a source may cause; the data path limits them in all. Bounded. Conductor thread. */
final class HintLimits {
    private static final int SOURCES = 4_096;

    private final Cache<HandshakeSource, RateLimit> sources =
            Caffeine.newBuilder().maximumSize(SOURCES).executor(Runnable::run).build();

    boolean allows(HandshakeSource source, long nowNs) {
        return sources.get(source, unknown -> new RateLimit(Timing.HINTS_PER_SOURCE))
                .allows(nowNs);
    }
}
