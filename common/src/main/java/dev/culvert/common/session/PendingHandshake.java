package dev.culvert.common.session;

import dev.culvert.common.crypto.NoiseHandshake;

/**
 * The initiator slot: an initiation that was sent and not answered yet. The responder's side needs no slot, it has keys
 * at once; hence two ends that start together disturb nothing. Conductor thread, but for the index.
 */
final class PendingHandshake<P> implements IndexEntry<P> {
    private final Session<P> session;
    private final int localIndex;
    private final NoiseHandshake noise;

    PendingHandshake(Session<P> session, int localIndex, NoiseHandshake noise) {
        this.session = session;
        this.localIndex = localIndex;
        this.noise = noise;
    }

    @Override
    public Session<P> session() {
        return session;
    }

    @Override
    public int localIndex() {
        return localIndex;
    }

    NoiseHandshake noise() {
        return noise;
    }
}
