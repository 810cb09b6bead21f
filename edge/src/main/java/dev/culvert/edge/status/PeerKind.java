package dev.culvert.edge.status;

/** Which rules a peer lives by. */
public enum PeerKind {
    /** A WireGuard device: WireGuard's own timers and roaming, no control packets. */
    STOCK("stock");

    private final String word;

    PeerKind(String word) {
        this.word = word;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
