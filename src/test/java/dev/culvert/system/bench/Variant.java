package dev.culvert.system.bench;

import java.util.Set;

/**
 * One row of the tables. Immutable.
 *
 * @param tunnel its word in {@code --variants}
 * @param net what is between the two hosts
 * @param title as people read it
 * @param usual what is measured of it unless {@code --measures} says otherwise
 * @param start how it is started
 * @param warmsUp whether it gets faster while it runs
 */
record Variant(String tunnel, Net net, String title, Set<Measure> usual, Tunnel start, boolean warmsUp) {
    /** The raw cable. */
    static final String VETH = "veth";
    /** What others are compared with. */
    static final String WIREGUARD_GO = "wireguard-go";

    /** Copies the set. */
    Variant {
        usual = Set.copyOf(usual);
    }

    /** By which it is chosen and called in results: the tunnel, or tunnel@net. */
    String word() {
        return word(tunnel, net);
    }

    static String word(String tunnel, Net net) {
        return net.word().isEmpty() || net == Net.NONE ? tunnel : tunnel + "@" + net.word();
    }
}
