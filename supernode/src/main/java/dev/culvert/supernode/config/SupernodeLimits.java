package dev.culvert.supernode.config;

/**
 * What a supernode takes on at most. A refusal names the cap reached. Immutable.
 *
 * @param communities with at least one registered edge
 * @param edges registered, of all communities
 * @param edgesPerCommunity registered in one community
 * @param edgesPerSource registered from one IPv4 address or IPv6 /64
 * @param relays pairs that may send by this supernode
 * @param relayBitsPerSecondPair relayed for one pair, both directions together; 0 for no limit
 * @param relayBitsPerSecondCommunity relayed for one community; 0 for no limit
 */
public record SupernodeLimits(
        int communities,
        int edges,
        int edgesPerCommunity,
        int edgesPerSource,
        int relays,
        long relayBitsPerSecondPair,
        long relayBitsPerSecondCommunity) {
    /** A third: two communities cannot take all, and one of 256 edges, all pairs of which are relayed, fits 100,000. */
    private static final int RELAY_SHARE = 3;
    /** Of a small supernode, one community may have more than its share: it is likely to be the only one. */
    private static final int SMALL = 1_024;
    /** A pair that no relay is left for is introduced all the same, since it may have a path of its own. */
    private static final int RELATIONS_FOR_EACH_RELAY = 2;

    /** What holds if nothing else is said. */
    public static final SupernodeLimits DEFAULT = new SupernodeLimits(1_000, 10_000, 256, 64, 100_000, 0, 0);

    /** Pairs of one community that may send by this supernode. */
    public int relaysPerCommunity() {
        return Math.min(relays, Math.max(SMALL, relays / RELAY_SHARE));
    }

    /** Pairs that are introduced to each other, with a relay or without. */
    public int relations() {
        return relays * RELATIONS_FOR_EACH_RELAY;
    }

    /** Of these, pairs of one community. */
    public int relationsPerCommunity() {
        return relaysPerCommunity() * RELATIONS_FOR_EACH_RELAY;
    }
}
