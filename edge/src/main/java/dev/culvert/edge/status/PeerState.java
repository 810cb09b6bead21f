package dev.culvert.edge.status;

/** Where a peer's session stands, in the words that {@code edge status} prints. */
public enum PeerState {
    /** Nobody knows where the peer is: it must call first. */
    NO_ENDPOINT("no endpoint"),
    /** An initiation was sent and waits for its answer. */
    HANDSHAKE("handshake"),
    /** There is a session that may be used now. */
    UP("up"),
    /** No session now; the next packet starts a handshake. */
    IDLE("idle"),
    /** The last handshake was given up after 90 s without an answer; the next packet starts another. */
    NO_ANSWER("no answer");

    private final String words;

    PeerState(String words) {
        this.words = words;
    }

    /** The words. */
    @Override
    public String toString() {
        return words;
    }
}
