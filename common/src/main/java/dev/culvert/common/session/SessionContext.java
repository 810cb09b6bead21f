package dev.culvert.common.session;

import dev.culvert.common.crypto.CipherSuite;
import dev.culvert.common.crypto.PrivateKey;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.time.TimestampSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What all sessions of one identity share; {@code offered} are the suites besides the one that everybody has, {@code
 * restless} those that each tick is for.
 */
record SessionContext<P>(
        PrivateKey localKey,
        List<CipherSuite> offered,
        DataCipher cipher,
        IndexTable<P> indices,
        TimestampSource timestamps,
        RandomGenerator random,
        Counters<CounterId> counters,
        SessionOwner<P> owner,
        Set<Session<P>> restless) {
    /** WireGuard's identifier, the prologue of every handshake (paper, section 5.4). */
    static final byte[] PROLOGUE = "WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(StandardCharsets.US_ASCII);

    /** Whether handshakes in this suite are answered. */
    boolean takes(CipherSuite suite) {
        return suite == CipherSuite.CHACHA20_POLY1305 || offered.contains(suite);
    }

    PrivateKey newEphemeral() {
        byte[] scalar = new byte[32];
        random.nextBytes(scalar);
        PrivateKey ephemeral = PrivateKey.of(scalar);
        Arrays.fill(scalar, (byte) 0);
        return ephemeral;
    }

    /** Between 0 and this, inclusive. */
    long jitterNs(long mostNs) {
        return random.nextLong(mostNs + 1);
    }
}
