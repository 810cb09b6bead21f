package dev.culvert.edge.core;

import dev.culvert.edge.peer.Peer;

/** What the core tells its surroundings: for the log, and for looking endpoints up. Conductor thread; must not block. */
public interface EdgeListener {
    /** A session with the peer was made. */
    void onSession(Peer peer);

    /** A handshake was given up: the peer's endpoint may have changed. */
    void onUnreachable(Peer peer);

    /** Whether the peer's endpoint is a name that is being looked up: packets wait for it. */
    boolean isEndpointComing(Peer peer);
}
