package dev.culvert.edge.path;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;

/** One path of a peer and what its pings have shown. */
final class Way {
    private static final long NEVER = Long.MIN_VALUE;
    /** Pings whose pongs are still recognised: at one each 100 ms, those of the last 3.2 s. */
    private static final int REMEMBERED = 32;

    private final PublicKey via;
    private final Path path;
    private final RoundTrip roundTrip = new RoundTrip();
    private final long[] pingIds = new long[REMEMBERED];
    private final long[] pingTimes = new long[REMEMBERED];
    private int pings;
    private long lastPingNs = NEVER;
    private long lastPongNs = NEVER;
    private long waitingSinceNs = NEVER; // the first ping after the last pong

    Way(PublicKey via, Path path) {
        this.via = via;
        this.path = path;
    }

    /** The supernode that it leads over. */
    PublicKey via() {
        return via;
    }

    Path path() {
        return path;
    }

    RoundTrip roundTrip() {
        return roundTrip;
    }

    /** Whether the last ping is at least this old. */
    boolean isPingDue(long intervalNs, long nowNs) {
        return lastPingNs == NEVER || nowNs - lastPingNs >= intervalNs;
    }

    void pinged(long id, long nowNs) {
        pingIds[pings % REMEMBERED] = id;
        pingTimes[pings % REMEMBERED] = nowNs;
        pings++;
        lastPingNs = nowNs;
        if (waitingSinceNs == NEVER) {
            waitingSinceNs = nowNs;
        }
    }

    /** Takes a pong; false if it answers no ping of this path. */
    boolean ponged(long id, long nowNs) {
        for (int i = 0; i < Math.min(pings, REMEMBERED); i++) {
            if (pingIds[i] == id && pingTimes[i] != NEVER) {
                roundTrip.add(nowNs - pingTimes[i]);
                pingTimes[i] = NEVER; // the same pong again says nothing new
                lastPongNs = nowNs;
                waitingSinceNs = NEVER;
                return true;
            }
        }
        return false;
    }

    /** Nobody pings it for a while: what follows is no silence of the path. */
    void rest() {
        waitingSinceNs = NEVER;
    }

    /**
     * For how long it has been silent although it was pinged: from the last pong, or after a rest from the first ping and
     * one round trip.
     */
    long silentNs(long nowNs) {
        if (waitingSinceNs == NEVER) {
            return 0;
        }
        return Math.max(0, nowNs - waitingSinceNs - roundTrip.smoothedNs());
    }

    /** Whether its last answer is younger than another's. */
    boolean answeredAfter(Way other) {
        return lastPongNs != NEVER && (other.lastPongNs == NEVER || lastPongNs - other.lastPongNs > 0);
    }

    /** Whether a pong came in the last so many nanoseconds. */
    boolean answeredWithin(long ns, long nowNs) {
        return lastPongNs != NEVER && nowNs - lastPongNs < ns;
    }
}
