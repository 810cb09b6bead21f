package dev.culvert.edge.data;

import dev.culvert.common.loop.EventSink;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;

/** What leaves the data path for the conductor. Any thread. */
record DataEvents(EventSink<DataEvent> conductor, Counters<CounterId> counters) {
    /** Hands over an event; where the conductor has too many, it is dropped and counted. */
    void offer(DataEvent event) {
        if (!conductor.offer(event)) {
            counters.add(CounterId.DROP_EVENT_QUEUE_FULL);
        }
    }
}
