package dev.culvert.edge.nat;

/** Is told what the NATs do. */
@FunctionalInterface
public interface NatListener {
    /** Something is known, or is otherwise than it was. Conductor thread; must not block. */
    void onNat(NatReport report, long nowNs);
}
