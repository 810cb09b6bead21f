package dev.culvert.edge.memory;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.EdgeRecord;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.common.time.Limits;
import dev.culvert.common.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The peers that have answered directly, at most {@link Limits#REMEMBERED_PEERS}: who has not answered for longest makes
 * room. Whoever stores it asks {@link #isStoringDue}. Conductor thread.
 */
public final class PeerMemory {
    private final InstantSource wall;
    private final Map<PublicKey, KnownPeer> peers = new HashMap<>();
    private final Map<IpAddress, PublicKey> owners = new HashMap<>();
    private Instant storedAt;
    private boolean news; // more than times
    private boolean changed;

    /** Knows nobody. {@code wall}: the time of day, as what is remembered outlives every other clock. */
    public PeerMemory(InstantSource wall) {
        this.wall = wall;
        this.storedAt = wall.instant();
    }

    /** The time of day. */
    public Instant now() {
        return wall.instant();
    }

    /** Takes in who was stored, the one that answered last first. Who was met meanwhile is known better. */
    public void restore(List<KnownPeer> stored) {
        for (KnownPeer peer : stored) {
            KnownPeer met = peers.get(peer.key());
            if (met != null) {
                peers.put(met.key(), peer.with(met.signed(), met.record(), met.endpoints()));
            } else if (peers.size() < Limits.REMEMBERED_PEERS) {
                peers.put(peer.key(), peer);
                addresses(peer).forEach(address -> owners.putIfAbsent(address, peer.key()));
            }
        }
    }

    /** A peer answers there now. Nothing happens without an endpoint. */
    public void note(SignedRecord signed, EdgeRecord record, List<KnownEndpoint> good) {
        if (good.isEmpty()) {
            return;
        }
        KnownPeer before = peers.get(record.sessionKey());
        KnownPeer after = before == null ? new KnownPeer(signed, record, good) : before.with(signed, record, good);
        changed = true;
        if (before != null && before.isAs(after)) {
            peers.put(after.key(), after);
            return;
        }
        news = true;
        if (before != null) {
            forget(before);
        } else if (peers.size() >= Limits.REMEMBERED_PEERS) {
            peers.values().stream().min(Comparator.comparing(KnownPeer::goodAt)).ifPresent(this::forget);
        }
        peers.put(after.key(), after);
        addresses(after).forEach(address -> owners.put(address, after.key()));
    }

    private void forget(KnownPeer peer) {
        peers.remove(peer.key());
        addresses(peer).forEach(address -> owners.remove(address, peer.key()));
    }

    private static List<IpAddress> addresses(KnownPeer peer) {
        return peer.record().addresses().stream().map(IpPrefix::address).toList();
    }

    /** The peer with this key. */
    public Optional<KnownPeer> find(PublicKey key) {
        return Optional.ofNullable(peers.get(key));
    }

    /** The peer that claimed an overlay address last. */
    public Optional<KnownPeer> owner(IpAddress address) {
        @Nullable PublicKey key = owners.get(address);
        return key == null ? Optional.empty() : find(key);
    }

    /** How many there are. */
    public int size() {
        return peers.size();
    }

    /** When any of them answered last; nothing if there are none. */
    public Optional<Instant> goodAt() {
        return peers.values().stream().map(KnownPeer::goodAt).max(Comparator.naturalOrder());
    }

    // -- storing it --------------------------------------------------------------------------------------------------

    /** Whether there is something to be stored: news at once, times every ten minutes. */
    public boolean isStoringDue() {
        return news || (changed && !now().isBefore(storedAt.plus(Duration.ofNanos(Timing.REMEMBER_REFRESH_NS))));
    }

    /** Whether anything differs from what was stored, be it only times. */
    public boolean hasChanged() {
        return changed;
    }

    /** All of it, the one that answered last first, which is stored from now on. */
    public List<KnownPeer> store() {
        news = false;
        changed = false;
        storedAt = now();
        return peers.values().stream()
                .sorted(Comparator.comparing(KnownPeer::goodAt).reversed())
                .toList();
    }

    /** It could not be stored. */
    public void storingFailed() {
        news = true;
        changed = true;
    }
}
