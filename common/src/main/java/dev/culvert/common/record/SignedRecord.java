package dev.culvert.common.record;

import dev.culvert.common.crypto.PublicKey;
import dev.culvert.common.crypto.SigningKey;
import dev.culvert.common.crypto.VerifyKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * An edge's record as it travels: bytes that are passed on unread, and read only after their signatures were found
 * genuine. Immutable; equal if the bytes are.
 *
 * <pre>
 *  0         1          33          65       67     67+n               131+n           195+n
 *  +---------+----------+-----------+--------+------+------------------+---------------+------+
 *  | version | X25519   | Ed25519   | n 2,   | cert | cert signature   | signature     | body |
 *  | 1       | 32       | 32        | LE     | body | by community, 64 | by Ed25519 64 |      |
 *  +---------+----------+-----------+--------+------+------------------+---------------+------+
 * </pre>
 */
public final class SignedRecord {
    /** Largest record in bytes: an Introduce with it fits one control message. */
    public static final int MAX_BYTES = 900;

    private static final byte[] LABEL = "culvert record v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = VerifyKey.BYTES;
    private static final int FIXED_BYTES = 1 + 2 * KEY_BYTES + Short.BYTES + 2 * SigningKey.SIGNATURE_BYTES;

    private final byte[] bytes;
    private final PublicKey sessionKey;
    private final VerifyKey identityKey;
    private final Certificate certificate;
    private final int signatureOffset;

    private SignedRecord(byte[] bytes) {
        this.bytes = bytes;
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(1);
        sessionKey = PublicKey.of(take(in, KEY_BYTES));
        identityKey = VerifyKey.of(take(in, KEY_BYTES));
        byte[] certificateBody = take(in, Short.toUnsignedInt(in.getShort()));
        certificate = new Certificate(certificateBody, take(in, SigningKey.SIGNATURE_BYTES));
        signatureOffset = in.position();
    }

    /**
     * Takes bytes that have a record's shape; nothing else about them is known yet. Total.
     *
     * @param bytes copied
     * @return nothing for another version, or where the lengths do not fit
     */
    public static Optional<SignedRecord> parse(byte[] bytes) {
        if (bytes.length < FIXED_BYTES || bytes.length > MAX_BYTES || bytes[0] != VERSION) {
            return Optional.empty();
        }
        int certificateBody = Short.toUnsignedInt(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(1 + 2 * KEY_BYTES));
        return certificateBody > Certificate.MAX_BODY_BYTES || FIXED_BYTES + certificateBody > bytes.length
                ? Optional.empty()
                : Optional.of(new SignedRecord(bytes.clone()));
    }

    static SignedRecord sign(SigningKey identity, PublicKey session, Certificate certificate, byte[] body) {
        byte[] certificateBody = certificate.body();
        int length = FIXED_BYTES + certificateBody.length + body.length;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("this edge's record would have " + length + " bytes, more than "
                    + MAX_BYTES + ": give it fewer addresses, routes or groups");
        }
        ByteBuffer header = ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION)
                .put(session.bytes())
                .put(identity.publicKey().bytes())
                .putShort((short) certificateBody.length)
                .put(certificateBody)
                .put(certificate.signature());
        byte[] signed = Arrays.copyOf(header.array(), header.position());
        return new SignedRecord(
                header.put(identity.sign(LABEL, signed, body)).put(body).array());
    }

    /** The session key that the record names, whether genuine or not. */
    public PublicKey sessionKey() {
        return sessionKey;
    }

    /**
     * The record, if a member of the community has signed it: the certificate is the community's, the signature the
     * certified key's. Only then is the body read.
     *
     * @return nothing where either is not genuine, or where the body is malformed or out of its bounds
     */
    public Optional<EdgeRecord> verify(VerifyKey community) {
        return verify(community, RecordBodies::decode);
    }

    Optional<EdgeRecord> verify(VerifyKey community, BodyReader reader) {
        byte[] header = Arrays.copyOf(bytes, signatureOffset);
        int bodyOffset = signatureOffset + SigningKey.SIGNATURE_BYTES;
        byte[] signature = Arrays.copyOfRange(bytes, signatureOffset, bodyOffset);
        byte[] body = Arrays.copyOfRange(bytes, bodyOffset, bytes.length);
        return certificate.verify(community, sessionKey, identityKey)
                        && identityKey.verify(signature, LABEL, header, body)
                ? reader.read(sessionKey, identityKey, body)
                : Optional.empty();
    }

    /** Reads the body of a record that was found genuine. */
    interface BodyReader {
        Optional<EdgeRecord> read(PublicKey session, VerifyKey identity, byte[] body);
    }

    /** A copy of the bytes, as they travel. */
    public byte[] bytes() {
        return bytes.clone();
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] taken = new byte[length];
        in.get(taken);
        return taken;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedRecord record && Arrays.equals(bytes, record.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Whose it claims to be, and its size. */
    @Override
    public String toString() {
        return "SignedRecord of " + sessionKey + ", " + bytes.length + " bytes";
    }
}
