package dev.culvert.system.sim;

/** How a NAT chooses the outer port of a new mapping. Immutable. */
public sealed interface PortAllocation {
    /** The first port that needs no privilege: where ranges begin. */
    int FIRST = 1_024;

    int LAST = 65_535;

    /** The inner port, where it is free; else one at random, as Linux does (nf_nat_core.c). */
    record Preserving() implements PortAllocation {}

    /**
     * One after the other, whoever asks, and round again.
     *
     * @param first the lowest port of the range
     * @param count ports in the range
     * @param step from one to the next, negative where they descend; not 0
     */
    record Sequential(int first, int count, int step) implements PortAllocation {
        /** Checks the range. */
        public Sequential {
            require(first, first + count - 1);
            if (step == 0) {
                throw new IllegalArgumentException("step 0 leads nowhere: choose 1 or -1");
            }
        }
    }

    /** Any of a range, at random. Both ends belong to it. */
    record Random(int first, int last) implements PortAllocation {
        /** Checks the range. */
        public Random {
            require(first, last);
        }

        /** All ports that need no privilege: {@code masquerade fully-random}. */
        public Random() {
            this(FIRST, LAST);
        }
    }

    /**
     * Any of a block, at random; each inner address has a block of its own, as carriers do (RFC 6888).
     *
     * @param size ports in a block; it begins at a multiple of this
     */
    record Block(int size) implements PortAllocation {
        /** Checks the size. */
        public Block {
            if (size < 1 || size > LAST / 2) {
                throw new IllegalArgumentException("a block of " + size + " ports: choose 1 to " + LAST / 2);
            }
        }
    }

    private static void require(int first, int last) {
        if (first < 1 || last > LAST || last < first) {
            throw new IllegalArgumentException("ports " + first + " to " + last + " are not within 1 to " + LAST);
        }
    }
}
