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
    /** A dead path is pinged for this long; then it is found again by a round, or not. */
    public static final long PATH_DEAD_PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    /** Data-sized pings in a row that bring a dead path back: one alone may be luck. */
    public static final int PATH_RETURN_PONGS = 3;
    /** A direct path that nothing was sent by is kept open so often: routers were seen to forget UDP after 20 s. */
    public static final long PATH_REFRESH_NS = TimeUnit.SECONDS.toNanos(15);
    /** And for this long after the last packet; then it would cost more than finding it again. */
    public static final long PATH_REST_NS = TimeUnit.MINUTES.toNanos(30);
    /** Not heard for this long, a direct path may be forgotten by a NAT: the first packets go by a relay as well. */
    public static final long PATH_UNHEARD_NS = TimeUnit.SECONDS.toNanos(15);
    /** After a change of path, packets go by the one before for this long at most. */
    public static final long MIRROR_NS = TimeUnit.SECONDS.toNanos(1);
    /** And so many bytes of them: what a round trip of 80 ms at 100 Mbit/s holds. */
    public static final long MIRROR_BYTES = 1 << 20;
    /** A path must be better than the one in use for this long: no change for a moment's sake. */
    public static final long PATH_BETTER_NS = TimeUnit.SECONDS.toNanos(10);
    /** By so much, and by a fifth. */
    public static final long PATH_BETTER_RTT_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** Or lose so much less, of 100 pings. */
    public static final int PATH_BETTER_LOSS_PERCENT = 10;
    /** Direct paths of one peer that are tried or kept: a peer's addresses, and where its NATs showed it. */
    public static final int DIRECT_PATHS = 24;
    /** Changes of path that status remembers of a peer. */
    public static final int PATH_CHANGES = 16;
    /** When a path on trial is pinged, from its beginning. */
    public static final List<Long> PROBE_PINGS_NS = List.of(
            0L,
            TimeUnit.MILLISECONDS.toNanos(50),
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.MILLISECONDS.toNanos(400));
    /** And when it is given up: two slow round trips after the last. */
    public static final long PROBE_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(1_400);
    /** Candidates that an edge names, or reads of a peer. */
    public static final int CANDIDATES = 12;
    /** Openers and pings on trial that the whole edge sends a second. */
    public static final int PROBES_PER_SECOND = 400;
    /** Of these, in one instant: a tenth of a second's, so that a round's first pings wait for nothing. */
    public static final int PROBES_AT_ONCE = 40;
    /** Probes are counted over this. */
    public static final long PROBE_WINDOW_NS = TimeUnit.MINUTES.toNanos(10);
    /** Pings on trial in that time to an address that no supernode has observed. */
    public static final int STRANGER_PROBES = 20;
    /** Of one volley: against 256 ports of 64,512 it meets one with 99.9 %. */
    public static final int VOLLEY_PROBES = 1_800;
    /** How long a volley takes; whoever has opened the ports for it keeps them open for so long. */
    public static final long VOLLEY_NS = TimeUnit.SECONDS.toNanos(1) * VOLLEY_PROBES / PROBES_PER_SECOND;
    /** A range up to this size is a block, in which fewer probes are enough. */
    public static final int LARGEST_BLOCK = 4_096;
    /** Of a volley into a block: with 64 ports open in 4,096 it meets one with 99 %. */
    public static final int BLOCK_PROBES = 300;
    /** Of all volleys to one address in that time. */
    public static final int VOLLEY_PROBES_AN_ADDRESS = 5_400;
    /** Volleys towards or from a peer at once where they may help; further ones are {@link #VOLLEY_SPACING_NS} apart. */
    public static final int VOLLEYS = 3;
    /** Between further volleys. */
    public static final long VOLLEY_SPACING_NS = TimeUnit.MINUTES.toNanos(10);
    /** Ports opened behind a NAT that chooses at random. */
    public static final int BIRTHDAY_PORTS = 256;
    /** And behind one that chooses from a block: with 80 pings a block of 1,024 is met with 99 %. */
    public static final int BLOCK_PORTS = 64;
    /** Fresh ports that are tried where a NAT gives ports one after the other: two answers may be lost each time. */
    public static final int SEQUENTIAL_TRIES = 3;
    /** Ports that a peer is told to ping then. */
    public static final int SEQUENTIAL_PORTS = 41;
    /** Two ports further apart were not given one after the other. */
    public static final int SEQUENTIAL_SPAN = 200;
    /** The time to live of the first opener where it is not known how many NATs are before the edge. */
    public static final int OPENER_TTL = 2;
    /** When a round's pings on trial are sent, from the moment that both ends are open. */
    public static final List<Long> ROUND_PINGS_NS = PROBE_PINGS_NS;
    /** After the last of them, answers are waited for so long. */
    public static final long ROUND_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    /** A round in which the peer has said nothing for this long is over: four messages, each repeated. */
    public static final long ROUND_SILENCE_NS = TimeUnit.SECONDS.toNanos(5);
    /** From a failed round to the next, as long as a peer in use is relayed; the last for ever. */
    public static final List<Long> ROUND_SPACING_NS = List.of(
            TimeUnit.SECONDS.toNanos(15),
            TimeUnit.SECONDS.toNanos(30),
            TimeUnit.SECONDS.toNanos(60),
            TimeUnit.SECONDS.toNanos(120));
    /** Rounds that a peer may begin a second, and at once. */
    public static final int ROUNDS_PER_SECOND = 1;
    /** Rounds that a peer may begin in one instant: a change of network, of class, of candidates. */
    public static final int ROUNDS_AT_ONCE = 5;
    /** Packet sizes that a path is asked for besides the device's MTU: IPv6's least, and what passes nearly everywhere. */
    public static final List<Integer> SIZES = List.of(1_280, 1_000);
    /** Where even those do not pass: links of 1,124 and of 576 bytes have been met. */
    public static final List<Integer> SIZES_SMALL = List.of(768, 496);
    /** What is fallen back to when large packets vanish. */
    public static final int SIZE_BASE = 1_000;
    /** Padded pings lost in a row, while small ones pass, that mean so. */
    public static final int SIZE_LOSSES = 3;
    /** Of the pings by a path in use one in so many is as large as the largest packet. */
    public static final int PINGS_PER_PADDED = 4;
    /** When the usual sizes are sent, from the search's beginning. */
    public static final List<Long> SIZE_BURSTS_NS = List.of(
            0L,
            TimeUnit.MILLISECONDS.toNanos(50),
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(200));
    /** How long an answer to a size is waited for, if two round trips are less. */
    public static final long SIZE_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** How often one size is sent before it counts as too large. */
    public static final int SIZE_TRIES = 3;
    /** How often a path that carries less than the device's MTU is asked for more (RFC 8899 section 5.1.1). */
    public static final long SIZE_RAISE_NS = TimeUnit.MINUTES.toNanos(10);
    /** Sizes are multiples of this, as messages are. */
    public static final int SIZE_STEP = 16;
    /** Data that no path answers for this long asks for new keys. */
    public static final long PATHS_SILENT_NS = TimeUnit.SECONDS.toNanos(2);
    /**
     * ICMP errors about packets that are too large, from a data thread, for a sixteenth of all destinations: 160 for all.
     * Who believes them needs one; who does not shall not keep them from the others.
     */
    public static final int TOO_BIG_ANSWERS_PER_SECOND = 10;
    /** How often the conductor hears from a data thread that the kernel refused a size: it lowers the path's at once. */
    public static final int TOO_BIG_EVENTS_PER_SECOND = 10;
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
    /** When a STUN request is sent, and sent again: an answer within 200 ms is usual, two lost in a row are not. */
    public static final List<Long> STUN_SENDS_NS = List.of(
            0L,
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.MILLISECONDS.toNanos(400),
            TimeUnit.MILLISECONDS.toNanos(800),
            TimeUnit.MILLISECONDS.toNanos(1_600));
    /** A server that has not answered by then is dead: within 3 s all is known, a tick's delay included. */
    public static final long STUN_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(2_750);
    /** When a request is sent whose silence is an answer too: three that are all lost by chance are one in 15,000. */
    public static final List<Long> STUN_SILENCE_SENDS_NS =
            List.of(0L, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(200));
    /** From the last of them its answer has two round trips, and at least this. */
    public static final long STUN_SILENCE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Answers that agree wait so long for one that does not, from a server that would tell more. */
    public static final long MAPPING_GRACE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** When ports are sampled, from fresh ports of ours: within one burst nobody else gets any, between them others do. */
    public static final List<Long> SAMPLES_NS =
            List.of(0L, TimeUnit.MILLISECONDS.toNanos(75), TimeUnit.MILLISECONDS.toNanos(150));
    /** Samples: that all of 16 lie in one half of a block happens once in 32,768. */
    public static final int SAMPLES = 16;
    /** With fewer answers nothing is concluded. */
    public static final int SAMPLES_LEAST = 8;
    /** A larger step than this from port to port is chance. */
    public static final int LARGEST_STEP = 32;
    /** Ports that lie in a larger range are random: a quarter of all is what a volley still gains by. */
    public static final int LARGEST_RANGE = 16_384;
    /** NATs are looked for this many routers away: a host's, a home's, a provider's, and two more. */
    public static final int NAT_DEPTH = 5;
    /** When their routers are asked: again after the samples, so that these are not disturbed. */
    public static final List<Long> DEPTH_SENDS_NS = List.of(0L, TimeUnit.MILLISECONDS.toNanos(300));
    /** And how long their reports are waited for. */
    public static final long DEPTH_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(600);
    /** While a peer is relayed NATs are looked at so often: they may have been replaced, or be less busy. */
    public static final long NAT_RERUN_NS = TimeUnit.MINUTES.toNanos(5);
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
    /** Changes of the network come in flocks, an address with its routes: so long they are gathered. */
    public static final long NETWORK_SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Changes of the network bypass every throttle: so they are told at most this often. */
    public static final long NETWORK_CHANGE_SPACING_NS = TimeUnit.SECONDS.toNanos(1);
    /** A host that slept for longer may be elsewhere, and NATs may have forgotten it. */
    public static final long SUSPEND_NS = TimeUnit.SECONDS.toNanos(2);
    /** ICMP errors that one throw-away port is told of: it sends a handful of probes, each repeated a few times. */
    public static final int PORT_ERRORS = 64;

    /** The first port mapping is waited for this long: a router answers within a few milliseconds, or not at all. */
    public static final long PORT_MAPPING_FIRST_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /**
     * A port mapping is asked for this long, and renewed at its half: what a killed edge leaves is gone then, and a router
     * that restarted unnoticed is told again after 5 minutes. More often would only fill routers' logs.
     */
    public static final long PORT_MAPPING_LEASE_NS = TimeUnit.MINUTES.toNanos(10);
    /** From one request to a router to its next repetition: 250 ms, doubled, as RFC 6886 section 3.1 has it; then none. */
    public static final List<Long> PORT_MAPPING_RESENDS_NS = List.of(
            TimeUnit.MILLISECONDS.toNanos(250),
            TimeUnit.MILLISECONDS.toNanos(500),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(2));
    /** A router that did not answer, or refused, is asked again after this: its owner may have allowed it meanwhile. */
    public static final long PORT_MAPPING_RETRY_NS = TimeUnit.MINUTES.toNanos(5);
    /** Renewals of a mapping are no closer together than this (RFC 6887 section 11.2.1). */
    public static final long PORT_MAPPING_RENEWAL_NS = TimeUnit.SECONDS.toNanos(4);
    /** Whatever happens, a router is asked at most this often. */
    public static final long PORT_MAPPING_SPACING_NS = TimeUnit.SECONDS.toNanos(1);
    /** Between repetitions of an SSDP search, and after the last: devices spread their answers over a second. */
    public static final List<Long> SSDP_RESENDS_NS = List.of(
            TimeUnit.MILLISECONDS.toNanos(250),
            TimeUnit.MILLISECONDS.toNanos(500),
            TimeUnit.MILLISECONDS.toNanos(1_250));
    /** One HTTP request to a router: some have slow processors. */
    public static final long PORT_MAPPING_HTTP_NS = TimeUnit.SECONDS.toNanos(3);
    /** Requests in which UPnP tries other ports, a permanent lease and the older action until a router takes one. */
    public static final int UPNP_TRIES = 6;
    /** An edge that stops waits so long for its mappings to be deleted: one lost datagram, or a slow HTTP answer. */
    public static final long PORT_MAPPING_FAREWELL_NS = TimeUnit.SECONDS.toNanos(1);

    private Timing() {}
}
