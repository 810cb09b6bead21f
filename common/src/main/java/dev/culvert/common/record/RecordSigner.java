package dev.culvert.common.record;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import java.util.random.RandomGenerator;

/** Signs what this edge says of itself, since this start. Used by one thread. */
public final class RecordSigner {
    private final SigningKey identity;
    private final PublicKey session;
    private final Certificate certificate;
    private final Sequences sequences;
    private final long bootId;

    /**
     * A signer for one start of an edge.
     *
     * @param identity who signs; stays the caller's to destroy
     * @param session the key of the edge's sessions
     * @param community certifies the two
     * @param sequences numbers the records
     * @param random chooses the boot id
     */
    public RecordSigner(
            SigningKey identity,
            PublicKey session,
            CommunityKeys community,
            Sequences sequences,
            RandomGenerator random) {
        this.identity = identity;
        this.session = session;
        this.certificate = community.certify(session, identity.publicKey());
        this.sequences = sequences;
        this.bootId = random.nextLong();
    }

    /**
     * A record of these claims under the next sequence number.
     *
     * @throws IllegalArgumentException if the record would be larger than 900 bytes
     */
    public SignedRecord sign(Claims claims) {
        return SignedRecord.sign(identity, session, certificate, RecordBodies.encode(claims, bootId, sequences.next()));
    }

    /**
     * The next record's sequence will be above this one, which a supernode says it holds: sign again.
     *
     * @return false if it is too far ahead to be believed: signing again is of no use there
     */
    public boolean above(long held) {
        return sequences.above(held);
    }

    /** This start's number, random. */
    public long bootId() {
        return bootId;
    }
}
