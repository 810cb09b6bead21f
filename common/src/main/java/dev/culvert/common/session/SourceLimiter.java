package dev.culvert.common.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.time.Timing;
import java.util.concurrent.TimeUnit;

/**
 * A token bucket a source, an IPv4 address or IPv6 /64: how many handshakes it may cause while under load. Bounded: with
 * more sources than it holds, forgotten ones start with a full bucket. Conductor thread.
 */
final class SourceLimiter {
    private static final int SOURCES = 16_384;
    private static final long TOKEN_NS = TimeUnit.SECONDS.toNanos(1) / Timing.SOURCE_HANDSHAKES_PER_SECOND;
    private static final long FULL_NS = TOKEN_NS * Timing.SOURCE_HANDSHAKE_BURST;

    private final Cache<IpAddress, Bucket> buckets =
            Caffeine.newBuilder().maximumSize(SOURCES).executor(Runnable::run).build();

    /** Takes a token of this source; false if it has none. */
    boolean allows(IpAddress source, long nowNs) {
        IpAddress key = source.isIpv4() ? source : new IpAddress(source.high(), 0);
        return buckets.get(key, unknown -> new Bucket(nowNs)).take(nowNs);
    }

    /** Credit in nanoseconds: a token costs {@link #TOKEN_NS}. */
    private static final class Bucket {
        private long creditNs = FULL_NS;
        private long updatedNs;

        Bucket(long nowNs) {
            this.updatedNs = nowNs;
        }

        boolean take(long nowNs) {
            creditNs = Math.min(FULL_NS, creditNs + (nowNs - updatedNs));
            updatedNs = nowNs;
            if (creditNs < TOKEN_NS) {
                return false;
            }
            creditNs -= TOKEN_NS;
            return true;
        }
    }
}
