package dev.culvert.system.lab;

/** How a {@link NatRouter} chooses public ports (RFC 4787). Both filter by address and port. */
public enum NatKind {
    /**
     * Linux's masquerade: the private port, where it is free. All destinations see the same public port until two hosts
     * inside want one.
     */
    PORT_PRESERVING("masquerade"),
    /** Another port, at random, for each destination: "symmetric". */
    SYMMETRIC("masquerade fully-random");

    private final String statement;

    NatKind(String statement) {
        this.statement = statement;
    }

    /** The nftables statement that does it. */
    String statement() {
        return statement;
    }
}
