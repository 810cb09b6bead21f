package dev.culvert.edge.punch;

import dev.culvert.edge.nat.Allocation;
import dev.culvert.edge.nat.NatClass;
import org.jspecify.annotations.Nullable;

/** Why a peer is on the path that it is on. */
public enum Verdict {
    /** Packets go straight to it. */
    DIRECT("direct", "packets go straight to it"),
    /** Direct paths are being tried. */
    PROBING("probing", "a direct path is being looked for"),
    /** This edge wants none. */
    DISABLED("disabled", "relayed as configured (--path relay)"),
    /** The peer wants none. */
    DISABLED_BY_PEER("disabled", "the peer is configured to be relayed"),
    /** Both NATs give each remote another port at random: nobody can find them. */
    BOTH_SYMMETRIC_RANDOM(
            "both-symmetric-random",
            "both NATs use a random port for each remote; a port mapping on either side would help"),
    /** Both NATs give each remote another port: one after the other at both ends, it was predicted in vain. */
    BOTH_SYMMETRIC(
            "both-symmetric",
            "both NATs use another port for each remote, and these could not be predicted; a port mapping on either side"
                    + " would help"),
    /** UDP goes to the supernode and nowhere else. */
    UDP_ONLY_TO_SUPERNODE(
            "udp-only-to-supernode", "UDP from here reaches the supernode and nobody else: a firewall in between"),
    /** What was tried was not answered. */
    PEER_UNREACHABLE("peer-unreachable", "the peer does not answer at any of its addresses; trying goes on"),
    /** No direct path, and the supernode does not relay. */
    RELAY_REFUSED("relay-refused", "the supernode does not relay, and there is no direct path"),
    /** Without a supernode it is looked for where it was. */
    REMEMBERED("remembered", "no supernode answers; recalled where it answered before"),
    /** No direct path, and no supernode in common. */
    NO_COMMON_SUPERNODE("no-common-supernode", "no supernode knows both edges, and there is no direct path");

    private final String code;
    private final String words;

    Verdict(String code, String words) {
        this.code = code;
        this.words = words;
    }

    /**
     * Why a peer is relayed although direct paths are wanted.
     *
     * @param offer what the peer said last, if anything
     * @param tried whether a round has failed
     * @param onlySupernode whether no other server answers
     */
    static Verdict ofRelayed(NatClass own, @Nullable Offer offer, boolean tried, boolean onlySupernode) {
        if (offer != null && offer.disabled()) {
            return DISABLED_BY_PEER;
        }
        if (!tried) {
            return PROBING;
        }
        if (onlySupernode) {
            return UDP_ONLY_TO_SUPERNODE;
        }
        if (offer == null
                || !own.mapping().isDependent()
                || !offer.nat().mapping().isDependent()) {
            return PEER_UNREACHABLE;
        }
        boolean random =
                own.allocation() instanceof Allocation.Random && offer.nat().allocation() instanceof Allocation.Random;
        return random ? BOTH_SYMMETRIC_RANDOM : BOTH_SYMMETRIC;
    }

    /** For programs. */
    public String code() {
        return code;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Both. */
    @Override
    public String toString() {
        return code + ": " + words;
    }
}
