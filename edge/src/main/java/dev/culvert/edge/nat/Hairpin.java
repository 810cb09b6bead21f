package dev.culvert.edge.nat;

/** Whether hosts behind one NAT reach each other by their outer endpoints (RFC 4787 section 6). */
public enum Hairpin {
    /** Not found out. */
    UNKNOWN("unknown"),
    /** They do. */
    YES("yes"),
    /** They do not. */
    NO("no");

    private final String word;

    Hairpin(String word) {
        this.word = word;
    }

    /** The word that status prints. */
    @Override
    public String toString() {
        return word;
    }
}
