package dev.culvert.edge;

import dev.culvert.common.loop.DatagramHandler;
import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.stun.StunClass;
import dev.culvert.common.wire.MessageKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What arrives where nothing but STUN's answers is waited for. Worker's thread. */
final class StunPort implements DatagramHandler {
    /** An answer, and the way that it came. */
    record Response(byte[] message, Path source) {}

    private final EventSink<Response> events;
    private final Counters<CounterId> counters;

    StunPort(EventSink<Response> events, Counters<CounterId> counters) {
        this.events = events;
        this.counters = counters;
    }

    @Override
    public void onDatagrams(byte[] bytes, int length, int segmentSize, Arrival arrival, long nowNs) {
        int at = 0;
        do { // at least once: an empty datagram is one
            int end = Math.min(at + segmentSize, length);
            boolean response = MessageKind.of(bytes, at, end - at) == MessageKind.STUN
                    && isResponse(StunClass.ofBinding(bytes, at))
                    && arrival.isAnswerable();
            if (!response || !events.offer(new Response(Arrays.copyOfRange(bytes, at, end), arrival.path()))) {
                counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
            }
            at = end;
        } while (at < length);
    }

    private static boolean isResponse(@Nullable StunClass kind) {
        return kind == StunClass.SUCCESS || kind == StunClass.ERROR;
    }

    @Override
    public void endOfDatagrams(long nowNs) {}
}
