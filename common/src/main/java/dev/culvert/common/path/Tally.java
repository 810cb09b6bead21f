package dev.culvert.common.path;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that went by one path of a peer, each way: of sealed messages, without IP, UDP and relay headers. Data threads add
 * once a batch. Any thread.
 */
public final class Tally {
    private final Path path;
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();

    /** Nothing went by the path so far. */
    public Tally(Path path) {
        this.path = path;
    }

    /** The path that it is of. */
    public Path path() {
        return path;
    }

    /** Messages of so many bytes were sent by it. */
    public void sent(int bytes) {
        sentBytes.addAndGet(bytes);
    }

    /** Authentic messages of so many bytes, none seen before, came by it. */
    public void received(int bytes) {
        receivedBytes.addAndGet(bytes);
    }

    /** Bytes sent. */
    public long sentBytes() {
        return sentBytes.get();
    }

    /** Bytes received. */
    public long receivedBytes() {
        return receivedBytes.get();
    }
}
