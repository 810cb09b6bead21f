package dev.culvert.supernode.relay;

import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.SendResult;
import dev.culvert.common.session.HandshakeSource;
import dev.culvert.common.session.SourceLimiter;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import dev.culvert.common.wire.CulvertLayout;

/** Tells senders what is not known here, within limits: no larger than what caused it, so many a second. Worker. */
final class Hints {
    private final SourceLimiter sources = new SourceLimiter(Limits.HINTS_PER_SOURCE, Limits.HINTS_PER_SOURCE);
    private final RateLimit all = new RateLimit(Limits.HINTS_PER_SECOND);
    private final Counters<CounterId> counters;

    Hints(Counters<CounterId> counters) {
        this.counters = counters;
    }

    /** About the datagram that begins at {@code at}, of 20 bytes or more. */
    void about(byte[] bytes, int at, Arrival arrival, long nowNs) {
        if (!sources.allows(HandshakeSource.of(arrival.remote()), nowNs) || !all.allows(nowNs)) {
            counters.add(CounterId.HINTS_WITHHELD);
            return;
        }
        byte[] hint = CulvertLayout.hint(bytes, at);
        Path back = arrival.path();
        if (back.send(hint, 0, hint.length) == SendResult.SENT) {
            counters.add(CounterId.HINTS_SENT);
        }
    }
}
