package dev.culvert.system.bench;

import dev.culvert.system.lab.Host;

/**
 * Two hosts that a tunnel joins, and a third that both reach by links of their own but that forwards nothing: there a supernode
 * can be. Immutable.
 *
 * @param aAddress where b reaches a; "" if only the third host is reached
 * @param bAddress where a reaches b; "" likewise
 */
record Stage(Host a, Host b, Host third, String aAddress, String bAddress) {
    /** The third host's address on the link to a. */
    static final String THIRD_FROM_A = "198.51.100.2";
    /** The third host's address on the link to b. */
    static final String THIRD_FROM_B = "203.0.113.2";

    /** Whether the two hosts reach each other without the third. */
    boolean isJoined() {
        return !aAddress.isEmpty();
    }
}
