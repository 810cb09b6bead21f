package dev.culvert.supernode.core;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionKind;
import dev.culvert.common.session.Sessions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key that has shown itself: its session and what is said in it. Forgotten unless it registers. */
final class Remote {
    /**
     * A push about a peer that waits.
     *
     * @param id in the exchange
     * @param introduces whether it is an Introduce
     */
    record Push(long id, boolean introduces) {}

    final PublicKey key;
    final Session<Remote> session;
    final Exchange exchange;
    /** Where it is reached: where it completed a handshake, registered, or bound itself. */
    @Nullable
    Path path;
    /** Where its last registration that was granted came from, or its last RelayBind. */
    @Nullable
    Path boundPath;
    /** What it is registered as. */
    @Nullable
    Member member;
    /** What waits for it about a peer: at most one push. */
    final Map<PublicKey, Push> pushes = new HashMap<>();
    /** How many messages its exchange has been counted with. */
    int counted;
    /** When it is forgotten while it is not registered. */
    long forgetAtNs;

    /** Adds a session for the key. */
    Remote(Sessions<Remote> sessions, PublicKey key, Exchange exchange, long forgetAtNs) {
        this.key = key;
        this.exchange = exchange;
        this.forgetAtNs = forgetAtNs;
        this.session = sessions.add(this, key, PresharedKey.NONE, SessionKind.CULVERT, 0);
    }
}
