package dev.culvert.common.loop;

/**
 * What a conductor owns: a state machine that takes events and time. Only the conductor's thread calls it.
 *
 * @param <E> what data threads leave to it
 */
public interface Core<E> {
    /**
     * Something that a data thread left to us.
     *
     * @param waiting handshake messages behind this one: the measure of load
     */
    void onEvent(E event, int waiting, long nowNs);

    /** Time has passed. */
    void onTick(long nowNs);

    /** Whether something is due soon, so that ticks must come close together. */
    boolean isBusy();
}
