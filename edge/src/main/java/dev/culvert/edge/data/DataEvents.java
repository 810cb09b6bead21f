package dev.culvert.edge.data;

/** Takes events from data threads to the conductor. Bounded; never blocks. Any thread. */
@FunctionalInterface
public interface DataEvents {
    /** Hands an event over; false if there was no room and it is lost. */
    boolean offer(DataEvent event);
}
