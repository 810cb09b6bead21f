package dev.culvert.common.time;

import java.util.List;
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

    /** Between ticks while something is due soon: an eighth of the shortest resend, 200 ms. */
    public static final long BUSY_TICK_NS = TimeUnit.MILLISECONDS.toNanos(25);
    /** First repetition of an initiation between Culvert's programs: 92 of 100 relayed handshakes are done before. */
    public static final long CULVERT_RESEND_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Repetitions that double the first interval: 0.25, 0.5, 1, 2 s, then each {@link #REKEY_TIMEOUT_NS}. */
    public static final int CULVERT_RESEND_DOUBLINGS = 4;
    /** The jitter of those is a fifth of the interval. */
    public static final int CULVERT_RESEND_JITTER_DIVISOR = 5;
    /** A handshake between Culvert's programs is given up after this: the supernode is asked anew where the peer is. */
    public static final long CULVERT_ATTEMPT_NS = TimeUnit.SECONDS.toNanos(15);
    /** While data is sent, its path is pinged this often. */
    public static final long PATH_PING_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** After the last data, paths are pinged for this much longer. */
    public static final long PATH_LINGER_NS = TimeUnit.SECONDS.toNanos(5);
    /** A path in use that is silent for this long is in doubt: two pings lost. */
    public static final long PATH_DOUBT_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Between pings while a path is in doubt. */
    public static final long PATH_DOUBT_PING_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A path in use that is silent for this long is dead: nine pings lost in a row; at 10 % loss each way, once in days. */
    public static final long PATH_DEAD_NS = TimeUnit.MILLISECONDS.toNanos(1_200);
    /** Between pings of a path that is dead and not in use. */
    public static final long PATH_DEAD_PING_NS = TimeUnit.SECONDS.toNanos(1);
    /** Between pings of a path that waits to be used. */
    public static final long PATH_SPARE_PING_NS = TimeUnit.SECONDS.toNanos(5);
    /** Data that no path answers for this long asks for new keys. */
    public static final long PATHS_SILENT_NS = TimeUnit.SECONDS.toNanos(2);
    /** Datagrams of Culvert's own that an edge looks at, those over a relay apart: a member sends a handful. */
    public static final int UNSEALED_PER_SECOND = 1_000;
    /** Pings, pongs and control messages of one peer: in doubt it pings and pongs 20 times a second by each of four paths. */
    public static final int PEER_FRAMES_PER_SECOND = 100;
    /** Hints that all sources together are given: each answers a datagram that nobody authenticated. */
    public static final int HINTS_PER_SECOND = 1_000;
    /** An edge that stops waits so long for its supernodes to hear it: a handshake, Unregister and two repetitions. */
    public static final long FAREWELL_NS = TimeUnit.SECONDS.toNanos(1);
    /** New keys for no other reason than a hint or silence are made at most this often. */
    public static final long RENEW_SPACING_NS = TimeUnit.SECONDS.toNanos(1);

    /** Hints to one source a second: what restarts need, and useless for a reflection. */
    public static final int HINTS_PER_SOURCE = 10;
    /** STUN answers to one source a second, and in one instant: many edges may share a NAT. */
    public static final int STUN_PER_SOURCE = 50;
    /** An edge of which nothing was heard for three KEEPs is absent. */
    public static final long PRESENCE_NS = TimeUnit.SECONDS.toNanos(60);
    /** Who made a session with a supernode and does not register is forgotten. */
    public static final long NEWCOMER_NS = TimeUnit.SECONDS.toNanos(15);
    /** Sessions with those who have not registered: at 2,000 handshakes a second two seconds' worth. */
    public static final int NEWCOMERS = 4_096;
    /** An edge renews its registration each half of this. */
    public static final long LEASE_NS = TimeUnit.HOURS.toNanos(1);
    /** An address that came from {@code -a auto} stays with its absent key: a weekend and a few days off. */
    public static final long AUTOMATIC_CLAIM_NS = TimeUnit.DAYS.toNanos(7);
    /** A lookup waits for an edge that is known but absent; and so long after a supernode's start, for any. */
    public static final long LOOKUP_ABSENT_NS = TimeUnit.SECONDS.toNanos(10);
    /** A lookup waits for an address that nobody has claimed: an edge that starts together with who asks. */
    public static final long LOOKUP_UNKNOWN_NS = TimeUnit.SECONDS.toNanos(3);
    /** Lookups of one edge that may wait. */
    public static final int LOOKUPS_WAITING = 64;
    /** Introductions that one edge causes a second by its lookups: what a user or a scan of a network needs. */
    public static final int LOOKUPS_PER_SECOND = 20;
    /** And in one instant: an edge asks a restarted supernode for every peer, a community's worth by default. */
    public static final int LOOKUPS_AT_ONCE = 256;
    /** Two edges that nothing was relayed between, and nobody asked about, have no relation any more. */
    public static final long RELATION_IDLE_NS = TimeUnit.MINUTES.toNanos(30);
    /** How often a supernode looks for the absent and the idle; small beside 60 s. */
    public static final long CENSUS_NS = TimeUnit.SECONDS.toNanos(1);
    /** Boot ids of a key that newer starts have replaced: each is refused, so that of two twins one stops. */
    public static final int REPLACED_BOOT_IDS = 8;
    /** What a killed supernode may forget at most. */
    public static final long SNAPSHOT_NS = TimeUnit.SECONDS.toNanos(1);
    /** A supernode's state is stored this often although nothing but time has passed: claims grow older. */
    public static final long SNAPSHOT_REFRESH_NS = TimeUnit.MINUTES.toNanos(10);
    /** When a restarted supernode hints to the edges that it knew: a hint may be lost, an edge may be busy. */
    public static final List<Long> WAKE_ROUNDS_NS =
            List.of(0L, TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(3));
    /** When an unacknowledged control message is sent again, counted from its first sending. */
    public static final List<Long> CONTROL_RESENDS_NS = List.of(
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.MILLISECONDS.toNanos(400),
            TimeUnit.MILLISECONDS.toNanos(800),
            TimeUnit.MILLISECONDS.toNanos(1_600));
    /** After its last resend an acknowledgement has this long: at 30 % loss a way 3 messages of 100 are in doubt. */
    public static final long CONTROL_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(1_600);
    /**
     * Answers remembered a remote. Nobody sends an id this far above the oldest one that he still repeats, so a repeated
     * message always finds its answer.
     */
    public static final int CONTROL_WINDOW = 64;
    /** Control messages that may wait for a remote: the relations of a busy edge, at 1,200 bytes each 600 KB. */
    public static final int CONTROL_QUEUE = 512;
    /**
     * Control messages that may wait for all remotes of a supernode together: 80 MB. A busy community's start, 256 edges
     * with 255 peers each, just fits.
     */
    public static final int CONTROL_QUEUES = 65_536;
    /** Size of a control message with its frame: with session, UDP and IPv6 headers 1,280, the smallest MTU of IPv6. */
    public static final int CONTROL_BYTES = 1_200;
    /** Sequence numbers reserved by one write: a start uses one, a change of the record another. */
    public static final long SEQUENCE_RESERVE = 1_024;
    /**
     * A supernode that claims to hold a record this far ahead is not believed: as many starts after a backup do not
     * happen, and one lie could use up every number that the key will ever have.
     */
    public static final long SEQUENCE_JUMP = 1L << 32;

    /** An edge tells a supernode, and the NAT before it, this often that it is there; NATs forget UDP after 30 s. */
    public static final long KEEP_NS = TimeUnit.SECONDS.toNanos(20);
    /** After an unanswered KEEP the next ones follow at these intervals. */
    public static final List<Long> KEEP_RESENDS_NS = List.of(
            TimeUnit.MILLISECONDS.toNanos(500),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(2),
            TimeUnit.SECONDS.toNanos(4));
    /** The last of them has this long, a slow round trip; then the supernode is unreachable. */
    public static final long KEEP_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    /** A registration is renewed this often; presence is KEEP's. */
    public static final long REGISTER_RENEWAL_NS = TimeUnit.MINUTES.toNanos(30);
    /** From a registration refused or unanswered to the next; doubled each time. */
    public static final long ANNOUNCE_FIRST_NS = TimeUnit.SECONDS.toNanos(1);
    /** The longest of these: as often as a slot or an address may become free. */
    public static final long ANNOUNCE_LAST_NS = TimeUnit.SECONDS.toNanos(32);
    /** Claims whose ages differ by no more are equally old, and the lower key stays: ages are told in whole seconds. */
    public static final long CLAIM_TIE_SECONDS = 1;
    /** A HINT counts only if it names a counter this close below the next: who did not see our packets cannot. */
    public static final long HINT_WINDOW = 1L << 16;
    /** Idle edges of a restarted supernode come back spread over this. */
    public static final long RETURN_SPREAD_NS = TimeUnit.SECONDS.toNanos(1);
    /** Packets for one address that wait for its peer to be found: what a ping and a first TCP segment need. */
    public static final int LOOKUP_PACKETS = 16;
    /** Addresses that may be looked up at once: a scan of a /24, and no more memory than 256 x 16 packets. */
    public static final int LOOKUP_ADDRESSES = 256;
    /** A supernode waits up to 10 s for the peer to appear; with loss its answer takes this long at most. */
    public static final long LOOKUP_PATIENCE_NS = TimeUnit.SECONDS.toNanos(13);
    /** Packets wait this long for any supernode to be registered with. */
    public static final long NO_SUPERNODE_PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    /** Of two edges that are introduced, the one with the higher key lets the other start for this long. */
    public static final long SECOND_INITIATOR_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Peers that called in before their record; each costs a handshake's state. */
    public static final int UNINTRODUCED_PEERS = 64;
    /** Such a peer is forgotten after this: as long as a handshake is tried. */
    public static final long UNINTRODUCED_NS = CULVERT_ATTEMPT_NS;
    /** Packets kept of such a peer: those of its first flight. */
    public static final int EARLY_PACKETS = 16;
    /** Who was heard within this keeps its address against another key: as long as a silent edge is held present. */
    public static final long ANSWERING_NS = TimeUnit.SECONDS.toNanos(60);

    private Timing() {}
}
