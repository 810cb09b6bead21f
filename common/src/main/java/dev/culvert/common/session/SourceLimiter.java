package dev.culvert.common.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;

/**
 * A token bucket a source, an IPv4 address or IPv6 /64: how many handshakes, or answers, it may cause. Bounded: with
 * more sources than it holds, forgotten ones start with a full bucket. Belongs to one thread.
 */
public final class SourceLimiter {
    private static final int SOURCES = 16_384;
    private static final int ANY_PORT = 1;

    private final Cache<HandshakeSource, RateLimit> buckets =
            Caffeine.newBuilder().maximumSize(SOURCES).executor(Runnable::run).build();

    private final int perSecond;
    private final int burst;

    /** Of handshakes, as many as WireGuard allows a source. */
    public SourceLimiter() {
        this(Limits.SOURCE_HANDSHAKES_PER_SECOND, Limits.SOURCE_HANDSHAKE_BURST);
    }

    /** Of something else: so many a second, and in one instant. */
    public SourceLimiter(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Takes a token of this source; false if it has none. */
    public boolean allows(HandshakeSource source, long nowNs) {
        IpAddress address = source.endpoint().address();
        HandshakeSource key = new HandshakeSource(
                new Endpoint(address.isIpv4() ? address : new IpAddress(address.high(), 0), ANY_PORT),
                source.relayId());
        return buckets.get(key, unknown -> new RateLimit(perSecond, burst)).allows(nowNs);
    }
}
