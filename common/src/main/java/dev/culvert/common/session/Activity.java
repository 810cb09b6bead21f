package dev.culvert.common.session;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the data path tells a session's timers: times and byte counts, written by data threads once a batch, polled by the
 * conductor's tick; who does not want to poll is told of the next packet, once. A time is {@link #NEVER} where nothing is pending. Each value is exact; together they are no instant.
 */
public final class Activity {
    /** No such event is pending. */
    public static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong lastSent = new AtomicLong(NEVER);
    private final AtomicLong lastReceived = new AtomicLong(NEVER);
    private final AtomicLong lastMessageSent = new AtomicLong(NEVER);
    private final AtomicLong lastDataSent = new AtomicLong(NEVER);
    private final AtomicLong lastMessageReceived = new AtomicLong(NEVER);
    private final AtomicLong lastDataReceived = new AtomicLong(NEVER);
    private final AtomicLong unansweredSince = new AtomicLong(NEVER);
    private final AtomicLong unacknowledgedSince = new AtomicLong(NEVER);
    private final AtomicLong sentBytes = new AtomicLong();
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> awaitingData = new AtomicReference<>();

    /** Authenticated data messages went out; {@code data} says whether any carried a packet. */
    public void sent(boolean data, int bytes, long nowNs) {
        lastSent.lazySet(nowNs);
        lastMessageSent.lazySet(nowNs);
        clear(unacknowledgedSince);
        if (data) {
            lastDataSent.lazySet(nowNs);
            setIfNever(unansweredSince, nowNs);
        }
        countSent(bytes);
        if (data) {
            tellOfData();
        }
    }

    /** Authentic data messages came in; {@code data} says whether any carried a packet. */
    public void received(boolean data, int bytes, long nowNs) {
        lastReceived.lazySet(nowNs);
        lastMessageReceived.lazySet(nowNs);
        clear(unansweredSince);
        if (data) {
            lastDataReceived.lazySet(nowNs);
            setIfNever(unacknowledgedSince, nowNs);
        }
        countReceived(bytes);
        if (data) {
            tellOfData();
        }
    }

    /** A handshake message went out. */
    void handshakeSent(int bytes, long nowNs) {
        lastSent.lazySet(nowNs);
        clear(unacknowledgedSince);
        countSent(bytes);
    }

    /** An authentic handshake message came in. */
    void handshakeReceived(int bytes, long nowNs) {
        lastReceived.lazySet(nowNs);
        clear(unansweredSince);
        countReceived(bytes);
    }

    /**
     * Has something run at the next packet or request that is sent or received: once, in place of what was to run then before,
     * and on the thread that sends or receives, which it must not hold up. Whoever looks at the times after this call misses
     * none: a packet either has its time there, or is told.
     */
    public void onNextData(Runnable then) {
        awaitingData.set(then);
    }

    private void tellOfData() {
        // The time must be seen before this look is taken: else who asks to be told, and looks then, could miss both.
        VarHandle.fullFence();
        Runnable then = awaitingData.get();
        if (then != null && awaitingData.compareAndSet(then, null)) {
            then.run();
        }
    }

    /** When anything authenticated was last sent, or {@link #NEVER}. */
    public long lastSentNs() {
        return lastSent.get();
    }

    /** When anything authentic was last received, or {@link #NEVER}. */
    public long lastReceivedNs() {
        return lastReceived.get();
    }

    /** When a data message, with or without a packet, was last sent: what decides on new keys. */
    long lastMessageSentNs() {
        return lastMessageSent.get();
    }

    /** When a data message, with or without a packet, was last received. */
    long lastMessageReceivedNs() {
        return lastMessageReceived.get();
    }

    /** When a packet or request was last sent, or {@link #NEVER}. */
    public long lastDataSentNs() {
        return lastDataSent.get();
    }

    /** When a packet or request was last received, or {@link #NEVER}. */
    public long lastDataReceivedNs() {
        return lastDataReceived.get();
    }

    /** Since when packets sent have not been followed by anything received, or {@link #NEVER}. */
    long unansweredSinceNs() {
        return unansweredSince.get();
    }

    /** Since when packets received have not been followed by anything sent, or {@link #NEVER}. */
    long unacknowledgedSinceNs() {
        return unacknowledgedSince.get();
    }

    /** The timer for unanswered packets fired: the next packet starts it anew. */
    void unansweredHandled() {
        clear(unansweredSince);
    }

    /** A keepalive answered packets, but more came meanwhile: they are answered from here on. */
    void acknowledgeAgainFrom(long nowNs) {
        setIfNever(unacknowledgedSince, nowNs);
    }

    /** Outer bytes sent to the peer, without IP and UDP headers. */
    public long sentBytes() {
        return sentBytes.get();
    }

    /** Outer bytes of authentic messages received from the peer, without IP and UDP headers. */
    public long receivedBytes() {
        return receivedBytes.get();
    }

    /** Whether something happened, and not before. */
    static boolean isAtLeast(long timeNs, long thresholdNs) {
        return timeNs != NEVER && timeNs - thresholdNs >= 0;
    }

    private void countSent(int bytes) {
        sentBytes.addAndGet(bytes);
    }

    private void countReceived(int bytes) {
        receivedBytes.addAndGet(bytes);
    }

    private static void clear(AtomicLong time) {
        if (time.get() != NEVER) {
            time.lazySet(NEVER);
        }
    }

    private static void setIfNever(AtomicLong time, long nowNs) {
        if (time.get() == NEVER) {
            time.lazySet(nowNs);
        }
    }
}
