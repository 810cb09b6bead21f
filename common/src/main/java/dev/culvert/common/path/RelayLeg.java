package dev.culvert.common.path;

/**
 * What a path by way of a supernode writes before each message. Immutable.
 *
 * @param id of the pair and direction; the other direction's differs in the lowest bit. Never {@link #NONE} or 1
 * @param token what shows the receiver of the datagram that its sender may use the id
 */
public record RelayLeg(int id, long token) {
    /** No relay id. */
    public static final int NONE = 0;

    /** The id of the other direction of the same pair. */
    public static int reversed(int id) {
        return id ^ 1;
    }
}
