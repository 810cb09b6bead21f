package dev.culvert.edge.peer;

import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.path.Arrival;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.Tally;
import dev.culvert.common.record.Features;
import dev.culvert.common.session.Keypair;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.Sessions;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.RateLimit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A peer: its identity, its session and the state that data threads send by. Created by the conductor, which alone sees
 * {@link #staged}; the rest is for any thread.
 */
public final class Peer {
    private final PeerKind kind;
    private final PublicKey key;
    private volatile List<IpPrefix> allowedIps;
    private final Session<Peer> session;
    private final RateLimit frames = new RateLimit(Limits.PEER_FRAMES_PER_SECOND);
    private final Deque<byte[]> staged = new ArrayDeque<>();
    private volatile boolean completesChecksums;
    private volatile List<Path> signalling = List.of();
    private volatile List<Tally> tallies = List.of();
    private final AtomicReference<SendState> sendState = new AtomicReference<>(SendState.NOTHING);

    /**
     * Makes a peer with its session.
     *
     * @param allowedIps the overlay addresses that are sent to it, and accepted from it
     * @param persistentKeepaliveNs send something at least this often; 0 for not
     * @throws IllegalArgumentException if the key cannot be a peer's (see {@link Sessions#add})
     */
    public Peer(
            Sessions<Peer> sessions,
            PeerKind kind,
            PublicKey key,
            PresharedKey presharedKey,
            List<IpPrefix> allowedIps,
            long persistentKeepaliveNs) {
        this.kind = kind;
        this.key = key;
        this.allowedIps = List.copyOf(allowedIps);
        this.session = sessions.add(this, key, presharedKey, kind.sessionKind(), persistentKeepaliveNs);
    }

    /** Whether another frame of its is read, or it sends too many; a supernode may say as much as it likes. Worker. */
    public boolean allowsFrame(long nowNs) {
        return kind == PeerKind.SUPERNODE || frames.allows(nowNs);
    }

    /** Which rules it lives by. */
    public PeerKind kind() {
        return kind;
    }

    /** Who the peer is. */
    public PublicKey key() {
        return key;
    }

    /** The overlay addresses that are its own. */
    public List<IpPrefix> allowedIps() {
        return allowedIps;
    }

    /** Whether it called in before a supernode said who it is: which addresses are its own is not known yet. */
    public boolean isAwaitingRecord() {
        return kind == PeerKind.CULVERT && allowedIps.isEmpty();
    }

    /** Its record says which addresses are its own; the routes are to be rebuilt. Conductor. */
    public void setAllowedIps(List<IpPrefix> prefixes) {
        allowedIps = List.copyOf(prefixes);
    }

    /** What it can do, by the record of its present start. Conductor. */
    public void learnFeatures(List<Integer> features) {
        completesChecksums = features.contains(Features.COMPLETES_CHECKSUMS);
    }

    /** Whether packets may be sent to it without TCP and UDP checksums, in suites whose messages can say so. */
    public boolean completesChecksums() {
        return completesChecksums;
    }

    /** The session with it. */
    public Session<Peer> session() {
        return session;
    }

    /** How to send to it now. */
    public SendState sendState() {
        return sendState.get();
    }

    /** Whether it is known where to send handshakes to. */
    public boolean isReachable() {
        return sendState().path() != null || !signalling.isEmpty();
    }

    /**
     * Where handshakes and control messages go although packets do not: paths that must not carry them, or that are not
     * known to. Any thread.
     */
    public List<Path> signalling() {
        return signalling;
    }

    /** Replaces {@link #signalling}. Conductor. */
    public void signalBy(List<Path> paths) {
        signalling = List.copyOf(paths);
    }

    /** Counts bytes for these paths from now on, and for no other. Conductor. */
    public void tally(List<Tally> paths) {
        if (!paths.equals(tallies)) {
            tallies = List.copyOf(paths);
        }
    }

    /** So many bytes of messages were sent by this path. Any thread. */
    public void countSent(Path path, int bytes) {
        List<Tally> known = tallies;
        for (int i = 0; i < known.size(); i++) { // once a batch: no iterator
            if (known.get(i).path().isSameWay(path)) {
                known.get(i).sent(bytes);
                return;
            }
        }
    }

    /** Where bytes that came so are counted; null where they are not, as for a stock peer. Any thread. */
    public @Nullable Tally tallyOf(Arrival arrival) {
        List<Tally> known = tallies;
        for (int i = 0; i < known.size(); i++) {
            if (arrival.isBy(known.get(i).path())) {
                return known.get(i);
            }
        }
        return null;
    }

    /** Sends under other keys from now on, or none. Conductor. */
    public void useKeys(@Nullable Keypair<Peer> keypair) {
        sendState.updateAndGet(state -> state.withKeys(keypair));
    }

    /**
     * Sends under keys that the peer has just confirmed, unless newer ones are in use. Any thread: the answer to the packet
     * that confirmed them must not leave under the old keys, which a peer that restarted no longer has.
     */
    public void useConfirmedKeys(Keypair<Peer> keypair) {
        sendState.updateAndGet(state -> {
            Keypair<Peer> present = state.keypair();
            boolean newer = present == null || keypair.isNewerThan(present);
            return newer ? state.withKeys(keypair) : state;
        });
    }

    /**
     * Sends by another path from now on, or by none: one that is not measured, and alone. Any thread: a stock peer is followed
     * before its packet is delivered, or the answer, leaving by the old path, would make it believe that we had moved.
     *
     * @return the state before
     */
    public SendState usePath(@Nullable Path path) {
        return sendState.getAndUpdate(state -> state.withPath(path, SendState.NOT_MEASURED, null));
    }

    /**
     * Sends by this path from now on, whose size is known, and perhaps by a second one as well. While there is a mirror of the
     * same path already, it goes on with what is left of that, by whichever second path; to begin anew, it has to be taken
     * away first. Conductor.
     *
     * @param packetLimit bytes of the largest packet that the path carries: {@link SendState#LEAST_LIMIT} or more
     * @param second by which the same messages are sent as well, within the limits of {@link Mirror}; null for none
     */
    public void usePath(Path path, int packetLimit, @Nullable Path second) {
        sendState.updateAndGet(state -> {
            Mirror before = state.mirror();
            if (second == null) {
                return state.withPath(path, packetLimit, null);
            }
            boolean goesOn = path.equals(state.path());
            return state.withPath(path, packetLimit, before != null && goesOn ? before.by(second) : new Mirror(second));
        });
    }

    /** Sends from whichever local address the system chooses, until the peer is heard again. Any thread. */
    public void forgetLocalAddress() {
        sendState.updateAndGet(state -> {
            Path path = state.path();
            return path == null ? state : state.withPath(path.fromAnyAddress(), state.packetLimit(), state.mirror());
        });
    }

    /** Packets that wait for the session, oldest first. Conductor. */
    public Deque<byte[]> staged() {
        return staged;
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
