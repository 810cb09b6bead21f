package dev.culvert.edge.memory;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ip.IpAddress;
import dev.culvert.common.ip.IpPrefix;
import dev.culvert.common.record.Claims;
import dev.culvert.common.record.CommunityKeys;
import dev.culvert.common.record.RecordSigner;
import dev.culvert.common.record.Sequences;
import dev.culvert.common.record.SignedRecord;
import dev.culvert.edge.path.CandidateKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Members of a community, and where they answered. */
public final class Known {
    /** The community's. */
    public static final CommunityKeys KEYS = CommunityKeys.derive("lab", "a secret of eleven words");

    /** When it all begins. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Known() {}

    /** A signer of one member's records. */
    public static RecordSigner signer(int number, CommunityKeys keys) {
        byte[] bytes = new byte[IdentitySeed.BYTES];
        new Random(number).nextBytes(bytes);
        IdentitySeed seed = IdentitySeed.of(bytes);
        Sequences sequences = new Sequences(0);
        sequences.stored(1_000);
        return new RecordSigner(seed.signingKey(), seed.sessionKey().publicKey(), keys, sequences, new Random(number));
    }

    /** The record of a member with this overlay address. */
    public static SignedRecord record(RecordSigner signer, String address) {
        return signer.sign(Claims.of(List.of(IpPrefix.parse(address + "/16")), "name", false));
    }

    /** The member with this number, 10.0.X.Y inside, which answered at one endpoint. */
    public static KnownPeer peer(int number, Instant goodAt) {
        SignedRecord signed = record(signer(number, KEYS), "10.0." + number / 256 + "." + number % 256);
        return new KnownPeer(
                signed,
                signed.verify(KEYS.publicKey()).orElseThrow(),
                List.of(endpoint("192.0.2.1", 1_000 + number, CandidateKind.PUBLIC, goodAt)));
    }

    /** An endpoint without particulars. */
    public static KnownEndpoint endpoint(String address, int port, CandidateKind kind, Instant goodAt) {
        return new KnownEndpoint(new Endpoint(IpAddress.parse(address), port), kind, false, 1_400, goodAt);
    }
}
