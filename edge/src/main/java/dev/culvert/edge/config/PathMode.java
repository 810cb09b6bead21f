package dev.culvert.edge.config;

/** Which ways to other edges an edge may use. */
public enum PathMode {
    /** The best that works. */
    AUTO("auto"),
    /** Over a supernode only. */
    RELAY("relay");

    private final String word;

    PathMode(String word) {
        this.word = word;
    }

    /** As written on the command line and in the file. */
    @Override
    public String toString() {
        return word;
    }
}
