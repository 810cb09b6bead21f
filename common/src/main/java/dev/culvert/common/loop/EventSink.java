package dev.culvert.common.loop;

/**
 * Takes events from data threads to the conductor. Bounded; never blocks. Any thread.
 *
 * @param <E> what is rare enough to leave the data path
 */
@FunctionalInterface
public interface EventSink<E> {
    /** Hands an event over; false if there was no room and it is lost. */
    boolean offer(E event);
}
