package dev.culvert.edge.status;

/** The way packets to a peer travel. */
public enum PathKind {
    /** None known. */
    NONE("none"),
    /** Straight to the peer's endpoint. */
    DIRECT("direct"),
    /** By way of a supernode. */
    RELAY("relay");

    private final String word;

    PathKind(String word) {
        this.word = word;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
