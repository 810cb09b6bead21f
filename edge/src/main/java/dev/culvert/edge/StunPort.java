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
    public void onDatagram(byte[] bytes, int at, int length, Arrival arrival, long nowNs) {
        boolean response = arrival.isAnswerable()
                && MessageKind.of(bytes, at, length) == MessageKind.STUN
                && StunClass.isResponse(bytes, at);
        if (!response || !events.offer(new Response(Arrays.copyOfRange(bytes, at, at + length), arrival.path()))) {
            counters.add(CounterId.DROP_UNKNOWN_MESSAGE);
        }
    }

    @Override
    public void endOfDatagrams(long nowNs) {}
}
