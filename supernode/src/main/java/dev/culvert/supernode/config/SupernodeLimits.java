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
    /** What holds if nothing else is said. */
    public static final SupernodeLimits DEFAULT = new SupernodeLimits(1_000, 10_000, 256, 64, 100_000, 0, 0);
}
