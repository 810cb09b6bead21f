package dev.culvert.common.session;

import dev.culvert.common.crypto.AeadKey;
import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.time.Timing;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one completed handshake, for both directions, with their counters. Made and retired by the conductor, used
 * by any data thread.
 *
 * @param <P> what the session belongs to
 */
public final class Keypair<P> implements IndexEntry<P> {
    private final Session<P> session;
    private final int localIndex;
    private final int remoteIndex;
    private final AeadKey sendKey;
    private final AeadKey receiveKey;
    private final boolean initiator;
    private final long createdNs;
    private final AtomicLong nextCounter = new AtomicLong();
    private final ReentrantLock receiveLock = new ReentrantLock();
    private final ReplayWindow replayWindow = new ReplayWindow();
    private volatile boolean confirmed;

    Keypair(
            Session<P> session,
            int localIndex,
            int remoteIndex,
            AeadKey sendKey,
            AeadKey receiveKey,
            boolean initiator,
            long createdNs) {
        this.session = session;
        this.localIndex = localIndex;
        this.remoteIndex = remoteIndex;
        this.sendKey = sendKey;
        this.receiveKey = receiveKey;
        this.initiator = initiator;
        this.createdNs = createdNs;
        this.confirmed = initiator;
    }

    @Override
    public Session<P> session() {
        return session;
    }

    @Override
    public int localIndex() {
        return localIndex;
    }

    /** The index to write into messages sent under these keys. */
    public int remoteIndex() {
        return remoteIndex;
    }

    /** What its messages are sealed with, as long as it lives. */
    public CipherSuite suite() {
        return sendKey.suite();
    }

    /** Seals what is sent. */
    public AeadKey sendKey() {
        return sendKey;
    }

    /** Opens what is received. */
    public AeadKey receiveKey() {
        return receiveKey;
    }

    /**
     * Takes consecutive counters for a batch of packets. WireGuard's limit of 2^64 − 2^13 − 1 needs no check: keys live
     * for 180 s.
     *
     * @param count how many, 0 or more
     * @return the first
     */
    public long reserve(int count) {
        return nextCounter.getAndAdd(count);
    }

    /** The counter that {@link #reserve} would return: all that were sent are below it. */
    public long nextCounter() {
        return nextCounter.get();
    }

    /** Whether the keys are too old to be used in either direction. */
    public boolean isExpired(long nowNs) {
        return nowNs - createdNs >= Timing.REJECT_AFTER_NS;
    }

    /** Whether these keys were made after others. */
    public boolean isNewerThan(Keypair<P> other) {
        return createdNs - other.createdNs > 0;
    }

    /** Guards {@link #replayWindow}; taken once a batch. */
    public ReentrantLock receiveLock() {
        return receiveLock;
    }

    /** Counters received; only under {@link #receiveLock}. */
    public ReplayWindow replayWindow() {
        return replayWindow;
    }

    /** Whether the peer is known to have these keys too: always as initiator, by the first packet as responder. */
    public boolean isConfirmed() {
        return confirmed;
    }

    void confirm() {
        confirmed = true;
    }

    boolean isInitiator() {
        return initiator;
    }

    long createdNs() {
        return createdNs;
    }

    boolean isDueForRekeyByCount() {
        return nextCounter.get() >= Timing.REKEY_AFTER_MESSAGES;
    }

    void destroy() {
        sendKey.destroy();
        receiveKey.destroy();
    }
}
