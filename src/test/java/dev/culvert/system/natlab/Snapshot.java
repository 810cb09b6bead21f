package dev.culvert.system.natlab;

import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What one edge says of itself and its only peer at one moment. Immutable, pure. Read from JSON field by field, so that edges
 * which say more or less can be watched too; what an edge does not say is "".
 *
 * @param registered with all its supernodes
 * @param saysNatClass whether it has such a field at all
 * @param mapping RFC 4787's word for the NATs before it; "" while unknown
 * @param filtering likewise
 * @param allocation how ports are chosen, in words; "" where that is of no interest
 * @param detectionMs how long all that took to find out; none before it has ended
 * @param path how packets to the peer travel; "" while it has no peer
 * @param verdict why, in words that may begin with a code and a colon
 */
record Snapshot(
        boolean registered,
        boolean saysNatClass,
        String mapping,
        String filtering,
        String allocation,
        Optional<Double> detectionMs,
        String path,
        String verdict) {

    /** Of an edge that said nothing yet. */
    static final Snapshot NONE = new Snapshot(false, false, "", "", "", Optional.empty(), "", "");

    /** Of {@code edge status --json}. */
    static Snapshot of(JsonNode status) {
        JsonNode supernodes = status.path("supernodes");
        boolean registered = !supernodes.isEmpty();
        for (JsonNode supernode : supernodes) {
            registered &= word(supernode, "state").equals("registered");
        }
        JsonNode nat = status.path("nat");
        JsonNode peer = status.path("peers").path(0);
        return new Snapshot(
                registered,
                nat.isObject(),
                known(word(nat, "mapping")),
                known(word(nat, "filtering")),
                nat.path("allocation").asString(""),
                nat.path("detectionMs").isNumber()
                        ? Optional.of(nat.path("detectionMs").asDouble())
                        : Optional.empty(),
                word(peer, "path"),
                peer.path("verdict").asString(""));
    }

    private static String word(JsonNode node, String field) {
        return node.path(field).asString("").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String known(String word) {
        return word.equals("unknown") ? "" : word;
    }

    /** Registered, and done with finding out about its NATs if it does that. */
    boolean isSettled() {
        return registered && (!saysNatClass || detectionMs.isPresent());
    }

    /** Whether packets to the peer go straight there. */
    boolean isDirect() {
        return path.equals("direct");
    }
}
