package dev.culvert.edge.supernode;

/** The states of a {@link SupernodeLink}, which draws the way from one to the next. */
enum Phase {
    /** The supernode's name is being looked up, again and again until it leads somewhere; no place was known. */
    RESOLVING,
    /** HELLO is sent until it is answered with a cookie. */
    HELLO,
    /** A session is being made. */
    HANDSHAKE,
    /** Register waits for its answer, or for something to register. */
    REGISTERING,
    /** A member; KEEP shows it. */
    REGISTERED,
    /** For the next attempt, which begins with a HELLO. */
    WAITING,
    /** Not a member by our own will: the edge stops, or the address is another edge's at another supernode. */
    WITHDRAWN
}
