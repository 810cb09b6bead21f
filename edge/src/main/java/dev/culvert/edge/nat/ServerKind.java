package dev.culvert.edge.nat;

/** Whose STUN server it is. */
public enum ServerKind {
    /** A supernode that the edge registers with. */
    SUPERNODE,
    /** Given by the user. */
    CONFIGURED,
    /** Of the list that the edge comes with. */
    PUBLIC
}
