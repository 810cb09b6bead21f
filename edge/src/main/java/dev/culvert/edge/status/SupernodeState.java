package dev.culvert.edge.status;

/** Where the registration with a supernode stands. */
public enum SupernodeState {
    /** Its name is looked up, or a handshake or registration waits for its answer. */
    CONNECTING("connecting"),
    /** The edge is a member there. */
    REGISTERED("registered"),
    /** It does not answer, or its name is not known; trying goes on. */
    UNREACHABLE("unreachable"),
    /** It answered and refused, or its key is not the one it should be. */
    REFUSED("refused");

    private final String word;

    SupernodeState(String word) {
        this.word = word;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
