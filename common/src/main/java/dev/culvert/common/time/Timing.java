package dev.culvert.common.time;

import java.util.concurrent.TimeUnit;

/**
 * Every protocol constant that is a time, a rate or a count, each with its reason. Those of WireGuard are from its paper,
 * section 6.1, and must not be changed: both ends count with them.
 */
public final class Timing {
    /** An initiator that sends makes new keys for a session of this age. */
    public static final long REKEY_AFTER_NS = TimeUnit.SECONDS.toNanos(120);
    /** No key is used, for sending or receiving, after this age. */
    public static final long REJECT_AFTER_NS = TimeUnit.SECONDS.toNanos(180);
    /** An initiation is repeated after this, and none is sent sooner after another. */
    public static final long REKEY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    /** Random addition to a repetition, so that two ends do not stay in step. */
    public static final long REKEY_JITTER_NS = TimeUnit.MILLISECONDS.toNanos(333);
    /** A handshake that nobody answers is given up after this; the next packet starts another. */
    public static final long REKEY_ATTEMPT_NS = TimeUnit.SECONDS.toNanos(90);
    /** Who received data and sent nothing for this long sends an empty packet: the other end knows we live. */
    public static final long KEEPALIVE_NS = TimeUnit.SECONDS.toNanos(10);
    /** Data unanswered for this long (the peer's keepalive is overdue by a resend) starts a handshake. */
    public static final long UNANSWERED_NS = KEEPALIVE_NS + REKEY_TIMEOUT_NS;
    /** An initiator that only receives makes new keys at this age, before the peer's next packet must be refused. */
    public static final long REKEY_ON_RECEIVE_NS = REJECT_AFTER_NS - KEEPALIVE_NS - REKEY_TIMEOUT_NS;
    /** An initiator that sends makes new keys after this many packets. */
    public static final long REKEY_AFTER_MESSAGES = 1L << 60;
    /** Counters from here on are never used: 2^64 − 2^13 − 1, unsigned. */
    public static final long REJECT_AFTER_MESSAGES = -(1L << 13) - 1;
    /** A peer's initiations closer together than this are refused: a recorded burst shall not keep us computing. */
    public static final long INITIATION_SPACING_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A cookie, and the secret that it is made from, are good for this long. */
    public static final long COOKIE_NS = TimeUnit.SECONDS.toNanos(120);
    /** A cookie is no longer sent when it may expire on the way. */
    public static final long COOKIE_LATENCY_NS = TimeUnit.SECONDS.toNanos(5);
    /** After the handshake queue was long, cookies are demanded for this much longer. */
    public static final long LOAD_HOLD_NS = TimeUnit.SECONDS.toNanos(1);
    /** Handshakes a second from one source while under load; WireGuard's value. */
    public static final int SOURCE_HANDSHAKES_PER_SECOND = 20;
    /** Handshakes in one instant from one source while under load; WireGuard's value. */
    public static final int SOURCE_HANDSHAKE_BURST = 5;
    /** Handshake datagrams that may wait; at about 2,000 a second computed, half a second's work. */
    public static final int HANDSHAKE_QUEUE = 1_024;
    /** From this many waiting handshakes on a source must prove its address: an eighth of the queue, as in WireGuard. */
    public static final int UNDER_LOAD_QUEUE = HANDSHAKE_QUEUE / 8;
    /** Packets a peer may have waiting for its handshake; WireGuard's value. */
    public static final int STAGED_PACKETS = 128;
    /** Bits of the replay window: at 4 Gbit/s 8,192 are 22 ms, less than two paths of one peer may differ by. */
    public static final int REPLAY_WINDOW_BITS = 65_536;
    /** How often the conductor looks at the timers that the data path feeds; small beside the shortest, 5 s. */
    public static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private Timing() {}
}
