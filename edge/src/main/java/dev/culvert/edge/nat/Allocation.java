package dev.culvert.edge.nat;

/** How a NAT whose mapping depends on the remote chooses the next port. Immutable. */
public sealed interface Allocation {
    /** Not found out, or of no interest: the mapping does not depend on the remote. */
    record Unknown() implements Allocation {}

    /**
     * One after the other.
     *
     * @param step from one port to the next, negative where they descend; not 0
     * @param portsPerSecond how fast others use up ports, in steps
     */
    record Sequential(int step, double portsPerSecond) implements Allocation {}

    /** At random within a block (RFC 6888's carriers). Both ends belong to it. */
    record Block(int first, int last) implements Allocation {
        /** Ports in it. */
        public int size() {
            return last - first + 1;
        }
    }

    /** At random. */
    record Random() implements Allocation {}

    /** Whether it differs from another in its figures at most: the rate, or a block that has moved by up to half its size. */
    default boolean isAlike(Allocation other) {
        return switch (this) {
            case Sequential(int step, double _) ->
                other instanceof Sequential(int otherStep, double _) && step == otherStep;
            case Block block ->
                other instanceof Block(int first, int last)
                        && 2 * Math.abs(block.first() - first) <= block.size()
                        && 2 * Math.abs(block.last() - last) <= block.size();
            case Unknown _, Random _ -> equals(other);
        };
    }
}
