package dev.culvert.common.time;

/** Every protocol constant that is a count, a rate or a size, each with its reason; {@link Timing} has the times. */
public final class Limits {
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
    /** Repetitions that double the first interval: 0.25, 0.5, 1, 2 s, then each {@link Timing#REKEY_TIMEOUT_NS}. */
    public static final int CULVERT_RESEND_DOUBLINGS = 4;
    /** The jitter of those is a fifth of the interval. */
    public static final int CULVERT_RESEND_JITTER_DIVISOR = 5;
    /** Data-sized pings in a row that bring a dead path back: one alone may be luck. */
    public static final int PATH_RETURN_PONGS = 3;
    /** Of 100 pings a better path loses so many fewer. */
    public static final int PATH_BETTER_LOSS_PERCENT = 10;
    /** And by so many standard deviations: looked at for a day, two paths that lose alike differ so by chance hardly once. */
    public static final int PATH_BETTER_LOSS_DEVIATIONS = 4;
    /** With fewer pings of either path nothing is said about losses: a spare is pinged so often in 4 minutes of use, or fewer with doubts. */
    public static final int PATH_LOSS_PINGS = 50;
    /** Direct paths of one peer that are tried or kept: a peer's addresses, and where its NATs showed it. */
    public static final int DIRECT_PATHS = 24;
    /** Direct paths that are kept beside the one in use: if it dies, one that died with it, and another. */
    public static final int PATH_SPARES = 2;
    /** Changes of path that status remembers of a peer. */
    public static final int PATH_CHANGES = 16;
    /** Candidates that an edge names, or reads of a peer. */
    public static final int CANDIDATES = 12;
    /** Of the candidates, addresses of the host itself: a host with containers may have dozens, of which others reach few. */
    public static final int LOCAL_CANDIDATES = 6;
    /** Openers and pings on trial that the whole edge sends a second. */
    public static final int PROBES_PER_SECOND = 400;
    /** Of these, in one instant: what a tick and a half have, so that a late one costs little. */
    public static final int PROBES_AT_ONCE = 15;
    /** And the whole time: with those, and the pings of a path that has just been found, no second has more than all. */
    public static final int PROBES_STEADY_PER_SECOND = PROBES_PER_SECOND - 2 * PROBES_AT_ONCE;
    /** Of those at once, what a volley leaves: an answer, or the pings of a path that a peer has shown, need not wait. */
    public static final int PROBES_KEPT = 5;
    /** Pings on trial in {@link Timing#PROBE_WINDOW_NS} to an address that no supernode has observed; and openers likewise. */
    public static final int STRANGER_PROBES = 20;
    /** And to all such addresses of one IPv6 /64, which may be a whole LAN: as many of its hosts as one peer names. */
    public static final int STRANGER_NETWORK_PROBES = CANDIDATES * STRANGER_PROBES;
    /** Such addresses of one peer, so that it leaves some to the others: five rounds' whose candidates all differ. */
    public static final int STRANGERS = 64;
    /** Pings of one volley: against 256 ports of 64,512 it meets one with 99.9 %. */
    public static final int VOLLEY_PROBES = 1_800;
    /** A range up to this size is a block, in which fewer probes are enough. */
    public static final int LARGEST_BLOCK = 4_096;
    /** Pings of a volley into a block: with 64 ports open in 4,096 it meets one with 99 %. */
    public static final int BLOCK_PROBES = 300;
    /** Probes to one address in {@link Timing#PROBE_WINDOW_NS}, wherever it was observed. */
    public static final int PROBES_AN_ADDRESS = 5_400;
    /** Of these, in volleys: three, and rounds without a volley go on meanwhile. */
    public static final int VOLLEY_PROBES_AN_ADDRESS = 5_100;
    /** Addresses, and IPv6 /64s, whose probes are counted at a time; all peers' naming of strangers goes no further. */
    public static final int PROBED_ADDRESSES = 4_096;
    /** Volleys towards or from a peer at once where they may help; further ones are {@link Timing#VOLLEY_SPACING_NS} apart. */
    public static final int VOLLEYS = 3;
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
    /** Two NATs that give ports one after the other: ours are opened up to one that lies at least so far ahead. */
    public static final int AIM_PORTS = 12;
    /** And at most so far: what a few ticks open. */
    public static final int AIM_MOST_PORTS = 64;
    /** How often each of these ports pings. */
    public static final int AIM_PINGS = 3;
    /** The time to live of the first opener where it is not known how many NATs are before the edge. */
    public static final int OPENER_TTL = 2;
    /** Later ones reach further by so much at most. */
    public static final int OPENER_TTL_MORE = 2;
    /** Endpoints of one peer that a handshake goes straight to: one for each supernode that sees it. */
    public static final int CALL_ENDPOINTS = 4;
    /** Rounds that a peer may begin a second, and at once. */
    public static final int ROUNDS_PER_SECOND = 1;
    /** Rounds that a peer may begin in one instant: a change of network, of class, of candidates. */
    public static final int ROUNDS_AT_ONCE = 5;
    /** Rounds begun in one instant because something has changed: fewer than the peer takes part in. */
    public static final int ROUNDS_ANEW_AT_ONCE = 2;
    /**
     * Padded pings lost in a row, while small ones pass, after which the size is asked for anew: at 10 % loss each way each two
     * minutes by chance.
     */
    public static final int SIZE_LOSSES = 3;
    /** Of the pings by a path in use one in so many is as large as the largest packet. */
    public static final int PINGS_PER_PADDED = 4;
    /** How often one size is sent before it counts as too large. */
    public static final int SIZE_TRIES = 3;
    /** Sizes are multiples of this, as messages are. */
    public static final int SIZE_STEP = 16;
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
    /** Hints to one source a second: what restarts need, and useless for a reflection. */
    public static final int HINTS_PER_SOURCE = 10;
    /** STUN servers' endpoints that are asked from one look at the NATs to the next: more than anybody has who does not move. */
    public static final int STUN_ENDPOINTS = 256;
    /** STUN answers to one source a second. */
    public static final int STUN_PER_SOURCE = 50;
    /**
     * And in one instant: an edge that looks for NATs asks 30 times within half a second, and after a power cut twenty edges
     * behind one NAT do so together. To a forged source these are 55 KB once, at the most.
     */
    public static final int STUN_SOURCE_BURST = 600;
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
    /** Sessions with those who have not registered: at 2,000 handshakes a second two seconds' worth. */
    public static final int NEWCOMERS = 4_096;
    /** Lookups of one edge that may wait. */
    public static final int LOOKUPS_WAITING = 64;
    /** Introductions that one edge causes a second by its lookups: what a user or a scan of a network needs. */
    public static final int LOOKUPS_PER_SECOND = 20;
    /** And in one instant: an edge asks a restarted supernode for every peer, a community's worth by default. */
    public static final int LOOKUPS_AT_ONCE = 256;
    /** Boot ids of a key that newer starts have replaced: each is refused, so that of two twins one stops. */
    public static final int REPLACED_BOOT_IDS = 8;
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
    /** Packets for one address that wait for its peer to be found: what a ping and a first TCP segment need. */
    public static final int LOOKUP_PACKETS = 16;
    /** Addresses that may be looked up at once: a scan of a /24, and no more memory than 256 x 16 packets. */
    public static final int LOOKUP_ADDRESSES = 256;
    /** Peers that called in before their record; each costs a handshake's state. */
    public static final int UNINTRODUCED_PEERS = 64;
    /** Packets kept of such a peer: those of its first flight. */
    public static final int EARLY_PACKETS = 16;
    /** ICMP errors that one throw-away port is told of: it sends a handful of probes, each repeated a few times. */
    public static final int PORT_ERRORS = 64;
    /** Requests in which UPnP tries other ports, a permanent lease and the older action until a router takes one. */
    public static final int UPNP_TRIES = 6;
    /** Peers that an edge remembers on its disk: the largest community, four times; with their records about 1 MB. */
    public static final int REMEMBERED_PEERS = 1_024;
    /** Endpoints of each: a peer at home, at work and on the road, over IPv4 and IPv6. */
    public static final int REMEMBERED_ENDPOINTS = 8;

    private Limits() {}
}
