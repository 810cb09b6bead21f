package dev.culvert.supernode.core;

import dev.culvert.common.control.Exchange;
import dev.culvert.common.crypto.PresharedKey;
import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.path.Path;
import dev.culvert.common.session.Session;
import dev.culvert.common.session.SessionKind;
import dev.culvert.common.session.Sessions;
import org.jspecify.annotations.Nullable;

/** A key that has shown itself: its session and what is said in it. Forgotten unless it registers. */
final class Remote {
    final PublicKey key;
    final Session<Remote> session;
    final Exchange exchange;
    /** Where it is reached: where it completed a handshake, registered, or bound itself. */
    @Nullable
    Path path;
    /** What it is registered as. */
    @Nullable
    Member member;
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
