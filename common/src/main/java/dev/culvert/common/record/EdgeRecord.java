package dev.culvert.common.record;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.VerifyKey;
import dev.culvert.common.ip.IpPrefix;
import java.util.List;

/**
 * What an edge says of itself, once its signatures were found genuine. Immutable.
 *
 * <p>Genuine means: the community has certified the two keys, and the second has signed the rest. It does not mean that
 * the edge has the first: its holder proves that by a handshake, and the record of a session's peer must name that very
 * key. Of two signature keys for one session key the first is believed.
 *
 * @param sessionKey the edge's identity
 * @param identityKey who signs for it
 * @param claims what it says
 * @param bootId random, another one each start
 * @param sequence 1 to 2^63 − 1: a higher one replaces a lower one
 */
public record EdgeRecord(PublicKey sessionKey, VerifyKey identityKey, Claims claims, long bootId, long sequence) {

    /** Checks the sequence. */
    public EdgeRecord {
        if (sequence <= 0) {
            throw new IllegalArgumentException(
                    "sequence " + Long.toUnsignedString(sequence) + " is not between 1 and 2^63 - 1");
        }
    }

    /** Overlay addresses with the overlay's prefix length. */
    public List<IpPrefix> addresses() {
        return claims.addresses();
    }

    /** The edge's name, possibly empty. */
    public String name() {
        return claims.name();
    }

    /** Whether the addresses came from {@code -a auto}. */
    public boolean automatic() {
        return claims.automatic();
    }

    /** Whether this record takes the place of another of the same keys. */
    public boolean replaces(EdgeRecord other) {
        return sessionKey.equals(other.sessionKey)
                && identityKey.equals(other.identityKey)
                && sequence > other.sequence;
    }

    /** Whether this record is the first seen of a later start than the other's. */
    public boolean startsOverFrom(EdgeRecord other) {
        return replaces(other) && bootId != other.bootId;
    }
}
