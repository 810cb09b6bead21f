package dev.culvert.common.time;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every protocol constant that is a time, each with its reason; {@link Limits} has those that are counts. Those of WireGuard are from its paper,
 * section 6.1, and must not be changed: both ends count with them.
 */
public final class Timing {
    /** An initiator that sends makes new keys for a session of this age. */
    public static final long REKEY_AFTER_NS = TimeUnit.SECONDS.toNanos(120);
    /** No key is used, for sending or receiving, after this age. */
    public static final long REJECT_AFTER_NS = TimeUnit.SECONDS.toNanos(180);
    /** Between two looks of a data thread for keys that were wiped meanwhile: soon, and no work for each packet. */
    public static final long FORGET_KEYS_NS = TimeUnit.SECONDS.toNanos(1);
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
    /** How often the conductor looks at the timers that the data path feeds; small beside the shortest, 5 s. */
    public static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * How often the ages of keys are looked at where no handshake is under way, between Culvert's programs: new ones are made
     * from 120 s on, and old ones are good for 180 s.
     */
    public static final long KEY_AGE_TICK_NS = TimeUnit.SECONDS.toNanos(1);

    /** Between ticks while something is due soon: an eighth of the shortest resend, 200 ms. */
    public static final long BUSY_TICK_NS = TimeUnit.MILLISECONDS.toNanos(25);
    /** First repetition of an initiation between Culvert's programs: 92 of 100 relayed handshakes are done before. */
    public static final long CULVERT_RESEND_NS = TimeUnit.MILLISECONDS.toNanos(250);
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
    /** A direct path that nothing was sent by is kept open so often: routers were seen to forget UDP after 20 s. */
    public static final long PATH_REFRESH_NS = TimeUnit.SECONDS.toNanos(15);
    /** And so often where a NAT has forgotten one all the same: RFC 4787 REQ-5 asks for 2 minutes, few forget within 10 s. */
    public static final long PATH_REFRESH_LEAST_NS = TimeUnit.SECONDS.toNanos(10);
    /** And for this long after the last packet; then it would cost more than finding it again. */
    public static final long PATH_REST_NS = TimeUnit.MINUTES.toNanos(30);
    /** Not heard for this long, a direct path may be forgotten by a NAT: the first packets go by a relay as well. */
    public static final long PATH_UNHEARD_NS = TimeUnit.SECONDS.toNanos(15);
    /** After a change of path, packets go by the one before for this long at most. */
    public static final long MIRROR_NS = TimeUnit.SECONDS.toNanos(1);
    /** A path in doubt may be dead: until that is known, for a tick, a round trip and 1.2 s, packets go by two. */
    public static final long MIRROR_DOUBT_NS = TimeUnit.SECONDS.toNanos(2);
    /** And so many bytes of them: what a round trip of 80 ms at 100 Mbit/s holds. */
    public static final long MIRROR_BYTES = 1 << 20;
    /** Packets for which there is no path that may carry them wait so long: as long as a verdict takes. */
    public static final long PATH_WAIT_NS = TimeUnit.SECONDS.toNanos(10);
    /** A path must be better than the one in use for this long: no change for a moment's sake. */
    public static final long PATH_BETTER_NS = TimeUnit.SECONDS.toNanos(10);
    /** By so much, and by a fifth. */
    public static final long PATH_BETTER_RTT_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** In use for so long, both ends have shown by their pings which paths they send by. */
    public static final long PATH_PRUNE_NS = TimeUnit.SECONDS.toNanos(2);
    /** When a path on trial is pinged, from its beginning. */
    public static final List<Long> PROBE_PINGS_NS = List.of(
            0L,
            TimeUnit.MILLISECONDS.toNanos(50),
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.MILLISECONDS.toNanos(400));
    /** And when it is given up: two slow round trips after the last. */
    public static final long PROBE_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(1_400);
    /** Probes are counted over this. */
    public static final long PROBE_WINDOW_NS = TimeUnit.MINUTES.toNanos(10);
    /** How long a volley takes; whoever has opened the ports for it keeps them open for so long. */
    public static final long VOLLEY_NS =
            TimeUnit.SECONDS.toNanos(1) * Limits.VOLLEY_PROBES / Limits.PROBES_STEADY_PER_SECOND;
    /** Where both ends aim: from the answer that shows how far the NAT is to our opening, if the peer's aim is known: ticks. */
    public static final long AIM_SOON_NS = TimeUnit.MILLISECONDS.toNanos(60);
    /** And if the peer has still to find out: a round trip by the relay, and one to its server. */
    public static final long AIM_LATE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long all pings of aimed ports take. */
    public static final long AIM_NS =
            TimeUnit.SECONDS.toNanos(1) * Limits.AIM_MOST_PORTS * Limits.AIM_PINGS / Limits.PROBES_STEADY_PER_SECOND;
    /** Between further volleys. */
    public static final long VOLLEY_SPACING_NS = TimeUnit.MINUTES.toNanos(10);
    /**
     * Where nobody relays, a handshake goes straight to the peer so long after its opener, and a round trip to the supernode:
     * the other end's introduction may have had to be sent twice.
     */
    public static final long CALL_HEAD_START_NS = TimeUnit.MILLISECONDS.toNanos(250);
    /** The round trip to a supernode that was not measured yet. */
    public static final long CALL_ROUND_TRIP_NS = TimeUnit.MILLISECONDS.toNanos(200);
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
    /** Packet sizes that a path is asked for besides the device's MTU: IPv6's least, and what passes nearly everywhere. */
    public static final List<Integer> SIZES = List.of(1_280, 1_000);
    /** Where even those do not pass: links of 1,124 and of 576 bytes have been met. */
    public static final List<Integer> SIZES_SMALL = List.of(768, 496);
    /** When the usual sizes are sent, from the search's beginning. */
    public static final List<Long> SIZE_BURSTS_NS = List.of(
            0L,
            TimeUnit.MILLISECONDS.toNanos(50),
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(200));
    /** How long an answer to a size is waited for, if two round trips are less. */
    public static final long SIZE_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** How often a path that carries less than the device's MTU is asked for more (RFC 8899 section 5.1.1). */
    public static final long SIZE_RAISE_NS = TimeUnit.MINUTES.toNanos(10);
    /** Data that no path answers for this long asks for new keys. */
    public static final long PATHS_SILENT_NS = TimeUnit.SECONDS.toNanos(2);
    /** An edge that stops waits so long for its supernodes to hear it: a handshake, Unregister and two repetitions. */
    public static final long FAREWELL_NS = TimeUnit.SECONDS.toNanos(1);
    /** New keys for no other reason than a hint or silence are made at most this often. */
    public static final long RENEW_SPACING_NS = TimeUnit.SECONDS.toNanos(1);

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
    /** An edge renews its registration each half of this. */
    public static final long LEASE_NS = TimeUnit.HOURS.toNanos(1);
    /** An address that came from {@code -a auto} stays with its absent key: a weekend and a few days off. */
    public static final long AUTOMATIC_CLAIM_NS = TimeUnit.DAYS.toNanos(7);
    /** A lookup waits for an edge that is known but absent; and so long after a supernode's start, for any. */
    public static final long LOOKUP_ABSENT_NS = TimeUnit.SECONDS.toNanos(10);
    /** A lookup waits for an address that nobody has claimed: an edge that starts together with who asks. */
    public static final long LOOKUP_UNKNOWN_NS = TimeUnit.SECONDS.toNanos(3);
    /** Two edges that nothing was relayed between, and nobody asked about, have no relation any more. */
    public static final long RELATION_IDLE_NS = TimeUnit.MINUTES.toNanos(30);
    /** How often a supernode looks for the absent and the idle; small beside 60 s. */
    public static final long CENSUS_NS = TimeUnit.SECONDS.toNanos(1);
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
    /** A supernode waits up to 10 s for the peer to appear; with loss its answer takes this long at most. */
    public static final long LOOKUP_PATIENCE_NS = TimeUnit.SECONDS.toNanos(13);
    /** Packets wait this long for any supernode to be registered with. */
    public static final long NO_SUPERNODE_PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    /** Of two edges that are introduced, the one with the higher key lets the other start for this long. */
    public static final long SECOND_INITIATOR_NS = TimeUnit.MILLISECONDS.toNanos(200);
    /** Such a peer is forgotten after this: as long as a handshake is tried. */
    public static final long UNINTRODUCED_NS = CULVERT_ATTEMPT_NS;
    /** Who was heard within this keeps its address against another key: as long as a silent edge is held present. */
    public static final long ANSWERING_NS = TimeUnit.SECONDS.toNanos(60);
    /** Changes of the network come in flocks, an address with its routes: so long they are gathered. */
    public static final long NETWORK_SETTLE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Changes of the network bypass every throttle: so they are told at most this often. */
    public static final long NETWORK_CHANGE_SPACING_NS = TimeUnit.SECONDS.toNanos(1);
    /** A host that slept for longer may be elsewhere, and NATs may have forgotten it. */
    public static final long SUSPEND_NS = TimeUnit.SECONDS.toNanos(2);

    /**
     * A port mapping is asked for this long, and renewed at its half: what a killed edge leaves is gone then, and a router
     * that restarted unnoticed is told again after 5 minutes. More often would only fill routers' logs.
     */
    public static final long PORT_MAPPING_LEASE_NS = TimeUnit.MINUTES.toNanos(10);
    /** What {@code edge netcheck} asks for, and deletes within seconds: what a killed one leaves is gone soon. */
    public static final long PORT_MAPPING_CHECK_LEASE_NS = TimeUnit.MINUTES.toNanos(2);
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
    /** Who has not answered for so long is likely to be elsewhere: a quarter of a year of illness, travel and repairs. */
    public static final long REMEMBERED_FOR_NS = TimeUnit.DAYS.toNanos(90);
    /** How often it is looked which paths of the peers in use are good: what a killed edge may forget at most. */
    public static final long REMEMBER_NS = TimeUnit.SECONDS.toNanos(1);
    /** Between two writings of what is remembered: a disk, or a flash chip, has better things to do. */
    public static final long REMEMBER_WRITE_NS = TimeUnit.SECONDS.toNanos(10);
    /** Where nothing changes but the time since which a path has been good, that is written this often. */
    public static final long REMEMBER_REFRESH_NS = TimeUnit.MINUTES.toNanos(10);
    /** Without a supernode for so long an edge tries peers where it remembers them: HELLO, handshake and Register take less. */
    public static final long RECALL_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(500);
    /**
     * And where a NAT is before them, after this: such a recall may spoil a port at the NAT, which a supernode that lives, and
     * has been sent three HELLOs by then, would avoid.
     */
    public static final long RECALL_NATS_AFTER_NS = TimeUnit.SECONDS.toNanos(1);
    /** An edge that stops waits so long for its mappings to be deleted: one lost datagram, or a slow HTTP answer. */
    public static final long PORT_MAPPING_FAREWELL_NS = TimeUnit.SECONDS.toNanos(1);

    private Timing() {}
}
