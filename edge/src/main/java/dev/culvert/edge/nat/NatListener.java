package dev.culvert.edge.nat;

/** Is told what the NATs do. */
@FunctionalInterface
public interface NatListener {
    /**
     * Something is known, or is otherwise than it was. Conductor thread; must not block.
     *
     * @param news false if only figures have changed: round trips, a rate, where a block of ports begins
     */
    void onNat(NatReport report, boolean news, long nowNs);
}
