package dev.culvert.common.session;

/**
 * What the owner of the sessions has to do after an event, in order.
 *
 * @param <P> what a session belongs to
 */
public sealed interface SessionAction<P> {
    /** Send a message to the peer, on its present path. */
    record Send<P>(P peer, byte[] message) implements SessionAction<P> {}

    /** Send a message back to where the event's message came from. */
    record Reply<P>(byte[] message) implements SessionAction<P> {}

    /** The event's message was authentic: the peer is where it came from. Precedes the answer to it. */
    record Heard<P>(P peer) implements SessionAction<P> {}

    /**
     * {@link Session#current} is another keypair, or none. If {@code confirm}, the other end waits for a packet under
     * it before it uses it: send what waits, or a keepalive.
     */
    record KeysChanged<P>(P peer, boolean confirm) implements SessionAction<P> {}

    /** Nothing was heard for a while: send from whichever address the system chooses now. Precedes the next try. */
    record Silent<P>(P peer) implements SessionAction<P> {}

    /** Nobody answered for long: what waits for the session is dropped. */
    record GaveUp<P>(P peer) implements SessionAction<P> {}
}
