package dev.culvert.edge.supernode;

/** What a refused registration leads to. */
public sealed interface Consequence {
    /** Registering again at once has a chance. */
    record Again() implements Consequence {}

    /**
     * The next attempt is due after 1, 2, 4, 8, 16, then each 32 s.
     *
     * @param words why, for status
     */
    record Later(String words) implements Consequence {}

    /**
     * The next attempt is due after 32 s: no sooner becomes free what another holds.
     *
     * @param words why, for status
     */
    record Seldom(String words) implements Consequence {}
}
