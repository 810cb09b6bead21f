package dev.culvert.edge.testkit;

import dev.culvert.common.loop.EventSink;
import dev.culvert.edge.data.DataEvent;
import java.util.ArrayList;
import java.util.List;

/** A queue to the conductor that keeps what is offered, or is full. */
public final class FakeEvents implements EventSink<DataEvent> {
    private final List<DataEvent> offered = new ArrayList<>();
    private boolean full;

    /** Whether it refuses from now on. */
    public void full(boolean isFull) {
        full = isFull;
    }

    /** Takes out what was offered so far, in order. */
    public List<DataEvent> take() {
        List<DataEvent> taken = List.copyOf(offered);
        offered.clear();
        return taken;
    }

    @Override
    public boolean offer(DataEvent event) {
        return !full && offered.add(event);
    }
}
