package dev.culvert.edge.portmap.wire;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The 96 bits that make a PCP mapping its owner's (RFC 6887 section 11.1): who does not know them can neither change the
 * mapping nor answer for the server. Immutable.
 *
 * @param high the first eight bytes
 * @param low the last four
 */
public record PcpNonce(long high, int low) {

    /** A fresh one. */
    public static PcpNonce random(RandomGenerator random) {
        return new PcpNonce(random.nextLong(), random.nextInt());
    }

    static PcpNonce read(ByteBuffer buffer, int at) {
        return new PcpNonce(buffer.getLong(at), buffer.getInt(at + Long.BYTES));
    }

    void write(ByteBuffer buffer, int at) {
        buffer.putLong(at, high).putInt(at + Long.BYTES, low);
    }
}
