package dev.culvert.common.ip;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071). */
final class Checksum {
    private Checksum() {}

    /**
     * The checksum of the bytes from {@code start} to {@code end}; its own field must be 0 there.
     *
     * @param initial added first: what a pseudo-header contributes
     */
    static short of(ByteBuffer bytes, int start, int end, int initial) {
        long sum = initial;
        int at = start;
        for (; at + 1 < end; at += Short.BYTES) {
            sum += bytes.getShort(at) & 0xFFFF;
        }
        if (at < end) {
            sum += (bytes.get(at) & 0xFF) << Byte.SIZE;
        }
        while (sum >>> Short.SIZE != 0) {
            sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
        }
        return (short) ~sum;
    }
}
