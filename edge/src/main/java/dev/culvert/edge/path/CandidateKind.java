package dev.culvert.edge.path;

/** What an endpoint of a peer is, the best kind first: of two live direct paths the one of the earlier kind is used. */
public enum CandidateKind {
    /** A private address of the peer's own. */
    LAN("lan"),
    /** A public address of the peer's own. */
    PUBLIC("public"),
    /** As a supernode or STUN server saw it. */
    OBSERVED("observed"),
    /** Forwarded to the peer by its router. */
    MAPPED("mapped"),
    /** Where the peer's packets came from, or an answer: nobody had named it. */
    PREDICTED("predicted"),
    /** Not the peer's: a supernode's, which relays. */
    RELAY("relay");

    private final String word;

    CandidateKind(String word) {
        this.word = word;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
