package dev.culvert.common.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keypairs of one session. Conductor thread.
 *
 * <pre>
 *  as initiator:  response read ──────────────► current ──► retired ──► wiped
 *  as responder:  response sent ──► next ─ first packet ─► current        (by age or number)
 * </pre>
 *
 * Three are kept after they were replaced, WireGuard keeps one: after a crossed start each end sends under the keys that it
 * initiated, so a generation has two, and when the next start is crossed too, both of the last and the peer's of this one
 * are on the wire together. With fewer, each such renewal loses a round trip of packets.
 */
final class Keyring<P> {
    private static final int RETIRED = 3;

    private final IndexTable<P> indices;
    private final Deque<Keypair<P>> retired = new ArrayDeque<>();
    private @Nullable Keypair<P> current;
    private @Nullable Keypair<P> next;
    private boolean crossed;

    Keyring(IndexTable<P> indices) {
        this.indices = indices;
    }

    @Nullable
    Keypair<P> current() {
        return current;
    }

    /** Whether the peer made keys of its own while ours of {@code current} were being made. */
    boolean isCrossed() {
        return crossed;
    }

    /** The keys that a response to us completed: used at once. */
    void initiated(Keypair<P> keypair) {
        indices.put(keypair);
        crossed = next != null;
        if (next != null) {
            next.confirm(); // the peer's crossed handshake: it may send under it, we do not
            retire(next);
            next = null;
        }
        replaceCurrent(keypair);
    }

    /** The keys that a response of ours completed: used once the peer has. */
    void responded(Keypair<P> keypair) {
        indices.put(keypair);
        if (next != null) {
            wipe(next);
        }
        next = keypair;
    }

    /** A packet came under {@code next}: it becomes current. False if it is not next. */
    boolean confirmed(Keypair<P> keypair) {
        if (keypair != next) {
            return false;
        }
        next = null;
        crossed = false;
        keypair.confirm();
        replaceCurrent(keypair);
        return true;
    }

    /** Wipes what is too old to be used; whether current was among it. */
    boolean expire(long nowNs) {
        for (Iterator<Keypair<P>> i = retired.iterator(); i.hasNext(); ) {
            Keypair<P> keypair = i.next();
            if (keypair.isExpired(nowNs)) {
                i.remove();
                wipe(keypair);
            }
        }
        if (next != null && next.isExpired(nowNs)) {
            wipe(next);
            next = null;
        }
        if (current != null && current.isExpired(nowNs)) {
            wipe(current);
            current = null;
            return true;
        }
        return false;
    }

    /** Wipes all. */
    void clear() {
        List<Keypair<P>> all = new ArrayList<>(retired);
        if (current != null) {
            all.add(current);
        }
        if (next != null) {
            all.add(next);
        }
        retired.clear();
        current = null;
        next = null;
        all.forEach(this::wipe);
    }

    private void replaceCurrent(Keypair<P> keypair) {
        if (current != null) {
            retire(current);
        }
        current = keypair;
    }

    private void retire(Keypair<P> keypair) {
        retired.addFirst(keypair);
        if (retired.size() > RETIRED) {
            wipe(retired.removeLast());
        }
    }

    private void wipe(Keypair<P> keypair) {
        indices.remove(keypair);
        keypair.destroy();
    }
}
