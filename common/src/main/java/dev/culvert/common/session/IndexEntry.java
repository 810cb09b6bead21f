package dev.culvert.common.session;

/**
 * What a receiver index of ours stands for: a handshake that we started, or the keys that came of one.
 *
 * @param <P> what the session belongs to
 */
public sealed interface IndexEntry<P> permits PendingHandshake, Keypair {
    /** The index, as the peer writes it into its messages. */
    int localIndex();

    /** The session that it belongs to. */
    Session<P> session();
}
