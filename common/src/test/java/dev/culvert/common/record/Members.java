package dev.culvert.common.record;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.ip.IpPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A community and its members, the same in each run. */
final class Members {
    static final CommunityKeys COMMUNITY = CommunityKeys.derive("mynet", "cvs1-aaaqeayeaudaocajbifqydiob7emebla");
    static final Claims CLAIMS = Claims.of(List.of(IpPrefix.parse("10.0.0.1/24")), "host1", false);

    private Members() {}

    static IdentitySeed seed(int number) {
        byte[] seed = new byte[IdentitySeed.BYTES];
        Arrays.fill(seed, (byte) number);
        return IdentitySeed.of(seed);
    }

    static Certificate certificate(IdentitySeed seed) {
        return COMMUNITY.certify(
                seed.sessionKey().publicKey(), seed.signingKey().publicKey());
    }

    static RecordSigner signer(IdentitySeed seed, Sequences sequences) {
        return new RecordSigner(seed.signingKey(), seed.sessionKey().publicKey(), COMMUNITY, sequences, new Random(1));
    }

    /** A record of this seed with any body. */
    static SignedRecord signed(IdentitySeed seed, byte[] body) {
        return SignedRecord.sign(seed.signingKey(), seed.sessionKey().publicKey(), certificate(seed), body);
    }
}
