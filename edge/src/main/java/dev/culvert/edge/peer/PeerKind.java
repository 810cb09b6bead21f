package dev.culvert.edge.peer;

import dev.culvert.common.session.SessionKind;

/** Which rules a peer lives by. */
public enum PeerKind {
    /** A WireGuard device: WireGuard's own timers and roaming, no control packets. */
    STOCK("stock", SessionKind.STOCK),
    /** Another edge of the community: introduced by a supernode, its paths judged by pings. */
    CULVERT("culvert", SessionKind.CULVERT),
    /** A supernode: control messages only, no packets. */
    SUPERNODE("supernode", SessionKind.CULVERT);

    private final String word;
    private final SessionKind sessionKind;

    PeerKind(String word, SessionKind sessionKind) {
        this.word = word;
        this.sessionKind = sessionKind;
    }

    /** Whose timers its session runs on. */
    SessionKind sessionKind() {
        return sessionKind;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
