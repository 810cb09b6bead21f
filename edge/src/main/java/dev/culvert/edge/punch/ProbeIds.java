package dev.culvert.edge.punch;

import dev.culvert.common.crypto.Blake2s;
import dev.culvert.common.path.Path;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The ids of one round's pings on trial: another for each path. So who was pinged can answer from where that was, and
 * from nowhere else.
 */
final class ProbeIds {
    private static final int INPUT_BYTES = Short.BYTES + 2 * Long.BYTES + Short.BYTES;

    private final byte[] secret = new byte[Blake2s.HASH_BYTES];

    ProbeIds(RandomGenerator random) {
        random.nextBytes(secret);
    }

    /** That of a ping by this path. */
    long of(Path path) {
        ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES)
                .putShort((short) path.port().localPort())
                .putLong(path.remote().address().high())
                .putLong(path.remote().address().low())
                .putShort((short) path.remote().port());
        return ByteBuffer.wrap(Blake2s.mac(secret, input.array())).getLong();
    }
}
