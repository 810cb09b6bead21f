package dev.culvert.common.record;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import dev.culvert.common.crypto.VerifyKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The community's word that a pair of keys belongs to a member. Where all members share a secret each makes its own,
 * with an empty body. Immutable; equal if the bytes are.
 */
public final class Certificate {
    /** Largest body in bytes. */
    static final int MAX_BODY_BYTES = 256;

    private static final byte[] LABEL = "culvert certificate v1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] body;
    private final byte[] signature;

    Certificate(byte[] body, byte[] signature) {
        this.body = body;
        this.signature = signature;
    }

    static Certificate sign(SigningKey community, PublicKey session, VerifyKey identity, byte[] body) {
        return new Certificate(body.clone(), community.sign(LABEL, session.bytes(), identity.bytes(), body));
    }

    /** Whether this community has certified these two keys. */
    public boolean verify(VerifyKey community, PublicKey session, VerifyKey identity) {
        return community.verify(signature, LABEL, session.bytes(), identity.bytes(), body);
    }

    /** A copy of the body: empty where the community is one of a shared secret. */
    public byte[] body() {
        return body.clone();
    }

    /** A copy of the community's signature, 64 bytes. */
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate
                && Arrays.equals(body, certificate.body)
                && Arrays.equals(signature, certificate.signature);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(body) + Arrays.hashCode(signature);
    }
}
