package dev.culvert.system.sim;

import dev.culvert.common.crypto.IdentitySeed;
import dev.culvert.common.crypto.PrivateKey;
import java.util.random.RandomGenerator;

/** Keys that follow from a simulation's seed. */
final class SimKeys {
    private SimKeys() {}

    static PrivateKey privateKey(RandomGenerator random) {
        byte[] scalar = new byte[32];
        random.nextBytes(scalar);
        return PrivateKey.of(scalar);
    }

    static IdentitySeed identitySeed(RandomGenerator random) {
        byte[] bytes = new byte[IdentitySeed.BYTES];
        random.nextBytes(bytes);
        return IdentitySeed.of(bytes);
    }
}
