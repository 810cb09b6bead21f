package dev.culvert.edge.config;

/** Which ways to other edges an edge may use. */
public enum PathMode {
    /** The best that works. */
    AUTO("auto"),
    /** Straight only: no packet goes over a supernode. What is said to find a way does. */
    DIRECT("direct"),
    /** Over a supernode only. */
    RELAY("relay");

    private final String word;

    PathMode(String word) {
        this.word = word;
    }

    /** Whether direct paths are looked for, and taken. */
    public boolean isDirectWanted() {
        return this != RELAY;
    }

    /** Whether packets may go over a supernode. */
    public boolean mayRelay() {
        return this != DIRECT;
    }

    /** As written on the command line and in the file. */
    @Override
    public String toString() {
        return word;
    }
}
